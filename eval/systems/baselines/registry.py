"""Which baselines there are, and what each of them is."""

from importlib import import_module
from importlib.util import find_spec
from typing import cast

from assistant.assistant import Assistant
from assistant.eval.systems.baselines.citation_query_engine import CitationAnswers
from assistant.eval.systems.baselines.contract import AnsweringBaseline, Baseline, Material
from assistant.eval.systems.baselines.product import without_llm
from assistant.generative.answerer import LLMAnswerer
from assistant.ingest.errors import UsageError

BASELINES = {
    "bm25": "BM25 over titles and passages alone (SQLite FTS5); dates play no part",
    "dense": "The nearest passages alone, each embedded as a whole under its title; dates play no part",
    "rrf": "Reciprocal rank fusion (k = 60) of the two; dates play no part",
    "rrf-as-of": "The same, without articles later than the day of the question",
    "llama-index": "llama-index as its documentation starts: VectorStoreIndex over its own, longer passages (SentenceSplitter), the same MiniLM",
}
"""What stands behind the name of each that only finds."""

ANSWERING = {
    "extractive": "This assistant without its language model: it quotes",
    "citation-query-engine": "llama-index's CitationQueryEngine as it comes, with the same language model and the passages that the assistant finds",
}
"""What stands behind the name of each that answers; they are measured where a language model is set."""

_MODULES = {
    "bm25": "bm25",
    "dense": "dense",
    "rrf": "rrf",
    "rrf-as-of": "rrf_as_of",
    "llama-index": "llama_index_starter",
}
_NEEDS = {"llama-index": ("llama_index.embeddings.huggingface", "pip install 'article-assistant[eval]'")}


def open_baseline(name: str, material: Material) -> Baseline:
    """Makes a baseline ready.

    Raises:
        UsageError: If there is no such baseline, or what it needs is not installed.
    """
    if name not in BASELINES:
        raise UsageError(f"there is no baseline {name!r}; there are {', '.join([*BASELINES, *ANSWERING])}")
    if not _is_installed(name):
        raise UsageError(
            f"the baseline {name} needs a package that is not installed; install it with: {_NEEDS[name][1]}"
        )
    return cast("Baseline", import_module(f"assistant.eval.systems.baselines.{_MODULES[name]}").open_baseline(material))


def open_answering(name: str, assistant: Assistant) -> AnsweringBaseline:
    """Makes a baseline that answers ready.

    Args:
        name: Its name in `ANSWERING`.
        assistant: What is measured; it finds the passages, and has the language model.

    Raises:
        UsageError: If no language model is set.
    """
    answerer = assistant.answerer
    if not isinstance(answerer, LLMAnswerer):
        raise UsageError(f"the baseline {name} is for answers of a language model; name one with --llm")
    return without_llm(assistant) if name == "extractive" else CitationAnswers(assistant, answerer.llm)


def installed_baselines() -> tuple[str, ...]:
    """Those that can be run here."""
    return tuple(name for name in BASELINES if _is_installed(name))


def _is_installed(name: str) -> bool:
    if name not in _NEEDS:
        return True
    try:
        return find_spec(_NEEDS[name][0]) is not None
    except ModuleNotFoundError:
        return False
