"""Lists the baselines with their descriptions, and opens them by name."""

from importlib import import_module
from importlib.util import find_spec
from typing import cast

from assistant.assistant import Assistant
from assistant.eval.systems.baselines.base import AnsweringBaseline, Baseline, BaselineInputs
from assistant.eval.systems.baselines.citation_query_engine import CitationEngineBaseline
from assistant.eval.systems.baselines.condense_plus_context import NAME as CONDENSE_PLUS_CONTEXT
from assistant.eval.systems.baselines.condense_plus_context import CondensePlusContextBaseline
from assistant.eval.systems.baselines.product import EXTRACTIVE, ProductSystem, assistant_without_llm
from assistant.eval.systems.baselines.qa_model_alone import QA_MODEL, QAModelAlone
from assistant.generative.answerer import LLMAnswerer
from assistant.ingest.errors import UsageError

BASELINES = {
    "bm25": "BM25 over titles and passages alone (SQLite FTS5); dates play no part",
    "dense": "The nearest passages alone, each embedded as a whole under its title; dates play no part",
    "rrf": "Reciprocal rank fusion (k = 60) of the two; dates play no part",
    "rrf-as-of": "The same, without articles later than the day of the question",
    "llama-index": "llama-index as its documentation starts: VectorStoreIndex over its own, longer passages (SentenceSplitter), the same MiniLM",
}
"""Descriptions of the baselines that only retrieve, by name."""

ANSWERING_BASELINES = {
    EXTRACTIVE: "This assistant without its language model: it quotes",
    "citation-query-engine": "llama-index's CitationQueryEngine as it comes, with the same language model and the passages that the assistant finds",
    "condense-plus-context": "llama-index's CondensePlusContextChatEngine as it comes, with the same language model and retriever; it cites nothing",
    QA_MODEL: "The QA model alone: its best sentence of the passages that the assistant finds",
}
"""Descriptions of the baselines that answer, by name. All are measured if a language model is set; `qa-model` needs none."""

_MODULES = {
    "bm25": "bm25",
    "dense": "dense",
    "rrf": "rrf",
    "rrf-as-of": "rrf",
    "llama-index": "llama_index_starter",
}
_OPTIONS = {"rrf-as-of": {"uses_as_of": True}}
_REQUIREMENTS = {"llama-index": ("llama_index.embeddings.huggingface", "pip install 'article-assistant[eval]'")}


def open_baseline(name: str, inputs: BaselineInputs) -> Baseline:
    """Opens a baseline that only retrieves.

    Raises:
        UsageError: If there is no such baseline, or a package that it needs is not installed.
    """
    if name not in BASELINES:
        raise UsageError(f"there is no baseline {name!r}; there are {', '.join([*BASELINES, *ANSWERING_BASELINES])}")
    if not _is_installed(name):
        raise UsageError(
            f"the baseline {name} needs a package that is not installed; install it with: {_REQUIREMENTS[name][1]}"
        )
    module = import_module(f"assistant.eval.systems.baselines.{_MODULES[name]}")
    return cast("Baseline", module.open_baseline(inputs, **_OPTIONS.get(name, {})))


def open_answering_baseline(name: str, assistant: Assistant) -> AnsweringBaseline:
    """Opens a baseline that answers.

    Args:
        name: Its name in `ANSWERING_BASELINES`.
        assistant: The measured assistant. The baseline uses its evidence and its language model.

    Raises:
        UsageError: If no language model is set, and the baseline needs one.
    """
    if name == QA_MODEL:
        return QAModelAlone(assistant)
    answerer = assistant.answerer
    if not isinstance(answerer, LLMAnswerer):
        raise UsageError(f"the baseline {name} is for answers of a language model; name one with --llm")
    if name == EXTRACTIVE:
        return ProductSystem(assistant_without_llm(assistant))
    if name == CONDENSE_PLUS_CONTEXT:
        return CondensePlusContextBaseline(assistant, answerer.llm)
    return CitationEngineBaseline(assistant, answerer.llm)


def installed_baselines() -> tuple[str, ...]:
    """Returns the names of the retrieval baselines whose packages are installed."""
    return tuple(name for name in BASELINES if _is_installed(name))


def _is_installed(name: str) -> bool:
    if name not in _REQUIREMENTS:
        return True
    try:
        return find_spec(_REQUIREMENTS[name][0]) is not None
    except ModuleNotFoundError:
        return False
