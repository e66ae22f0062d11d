"""How fast articles are read in: the assistant's whole ingest against what others do of it, over the same articles; a process a round."""

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from assistant.assistant import Assistant
from assistant.eval.bench.child_process import in_own_process
from assistant.eval.bench.record import IngestRecord
from assistant.eval.systems.baselines.llama_index_starter import minilm
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder, open_embedder
from assistant.ingest.embedders.minilm import MAX_TOKENS, packaged_model_folder
from assistant.ingest.library import Library
from assistant.ingest.report import IngestReport
from assistant.settings import Settings

_WARM_UP = "The ferry sails at noon."
_OVERLAP = 20


def measure_ingest(library_folder: Path, articles: int, rounds: int, say: Callable[[str], None]) -> list[IngestRecord]:
    """All systems in turn, round after round; gives the median of each.

    Args:
        library_folder: A library whose first articles are read in.
        articles: How many of them.
        rounds: How often.
        say: Tells how it goes on.
    """
    with Library(library_folder, create=False) as library:
        read = [stored.entry.article for stored in library.catalog.stored_articles(0, articles)]
    measured: dict[str, list[IngestRecord]] = {name: [] for name in SYSTEMS}
    for turn in range(rounds):
        for name in SYSTEMS:
            one = in_own_process(_measured, name, read)
            measured[name].append(one)
            say(f"round {turn + 1} of {rounds}: {name} reads {one.articles_per_second:.2f} articles a second")
    return [
        each[0].model_copy(update={"seconds": round(median(one.seconds for one in each), 2)})
        for each in measured.values()
    ]


def _measured(name: str, articles: Sequence[Article]) -> IngestRecord:
    return SYSTEMS[name](name, articles)


def _assistant(name: str, articles: Sequence[Article]) -> IngestRecord:
    embedder = open_embedder()
    with tempfile.TemporaryDirectory() as folder:
        # A library of one article, so that all that an ingest imports is there, as for the others.
        _ingest(Path(folder) / "first", [_record(articles[0]) | {"text": _WARM_UP}], embedder)
        began = time.monotonic()
        report = _ingest(Path(folder) / "library", [_record(one) for one in articles], embedder)
        seconds = time.monotonic() - began
    # Every sentence is embedded by itself, and none is cut off.
    return IngestRecord(system=name, articles=len(report.added), passages=report.passages, read=1.0, seconds=seconds)


def _ingest(folder: Path, records: Sequence[dict[str, object]], embedder: Embedder) -> IngestReport:
    """Writes the records to a file and reads it into a new library."""
    folder.mkdir()
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    with Assistant.open(settings=Settings(library=folder / "library"), embedder=embedder) as assistant:
        return assistant.ingest(file)


def _llama_index(name: str, articles: Sequence[Article], chunk_size: int | None = None) -> IngestRecord:
    from llama_index.core import Document
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter

    model = minilm()
    model.get_text_embedding(_WARM_UP)
    splitter = SentenceSplitter(chunk_size=chunk_size, chunk_overlap=_OVERLAP) if chunk_size else SentenceSplitter()
    pipeline = IngestionPipeline(transformations=[splitter, model])
    documents = [Document(id_=one.id, text=one.text) for one in articles]
    began = time.monotonic()
    nodes = pipeline.run(documents=documents)
    seconds = time.monotonic() - began
    read = _read([node.get_content() for node in nodes])
    return IngestRecord(system=name, articles=len(articles), passages=len(nodes), read=read, seconds=seconds)


def _llama_index_whole(name: str, articles: Sequence[Article]) -> IngestRecord:
    """With passages that the model reads to their end."""
    return _llama_index(name, articles, MAX_TOKENS - 2)


def _encoding_alone(name: str, articles: Sequence[Article]) -> IngestRecord:
    """Only the model, given the assistant's passages; nothing is read, cut or stored."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    from assistant.ingest.chunk import split_passages

    disable_progress_bar()  # type: ignore[no-untyped-call]  # of loading the weights
    model = SentenceTransformer(str(packaged_model_folder()), device="cpu")
    model.encode([_WARM_UP])
    texts = [passage.text(one) for one in articles for passage in split_passages(one)]
    began = time.monotonic()
    model.encode(texts, show_progress_bar=False)
    seconds = time.monotonic() - began
    return IngestRecord(system=name, articles=len(articles), passages=len(texts), read=_read(texts), seconds=seconds)


SYSTEMS: dict[str, Callable[[str, Sequence[Article]], IngestRecord]] = {
    "assistant": _assistant,
    "llama-index": _llama_index,
    "llama-index, 254 tokens": _llama_index_whole,
    "sentence-transformers": _encoding_alone,
}
"""What is run, by name."""


def _read(texts: Sequence[str]) -> float:
    """The share of their tokens that the model sees."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(packaged_model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokens = [len(one.ids) for one in tokenizer.encode_batch(list(texts))]
    return round(sum(min(one, MAX_TOKENS) for one in tokens) / sum(tokens), 4)


def _record(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
    }
