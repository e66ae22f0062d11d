"""Measures ingest speed: the assistant's whole ingest against parts of it in other libraries, over the same articles.

Each round of each system runs in its own process.
"""

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from assistant.assistant import Assistant
from assistant.eval.bench.bench_result import IngestRecord
from assistant.eval.bench.child_process import in_own_process
from assistant.eval.systems.baselines.llama_index_starter import llama_index_minilm
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder, open_embedder
from assistant.ingest.embedders.minilm import MAX_TOKENS, packaged_model_folder
from assistant.ingest.library import Library
from assistant.ingest.report import IngestReport
from assistant.settings import Settings

_WARM_UP_TEXT = "The ferry sails at noon."
_OVERLAP_TOKENS = 20


def measure_ingest(library_folder: Path, articles: int, rounds: int, say: Callable[[str], None]) -> list[IngestRecord]:
    """Measures all systems in turn, round after round; returns the median of each.

    Args:
        library_folder: A library; its first articles are ingested.
        articles: The number of articles.
        rounds: The number of rounds.
        say: Receives the progress.
    """
    with Library(library_folder, create=False) as library:
        ingested = [stored.record.article for stored in library.catalog.stored_articles(0, articles)]
    records: dict[str, list[IngestRecord]] = {name: [] for name in SYSTEMS}
    for turn in range(rounds):
        for name in SYSTEMS:
            record = in_own_process(_measure, name, ingested)
            records[name].append(record)
            say(f"round {turn + 1} of {rounds}: {name} reads {record.articles_per_second:.2f} articles a second")
    return [
        of_system[0].model_copy(update={"seconds": round(median(record.seconds for record in of_system), 2)})
        for of_system in records.values()
    ]


def _measure(name: str, articles: Sequence[Article]) -> IngestRecord:
    return SYSTEMS[name](name, articles)


def _measure_assistant(name: str, articles: Sequence[Article]) -> IngestRecord:
    embedder = open_embedder()
    with tempfile.TemporaryDirectory() as folder:
        # The first library does the imports, which do not count for the other systems either.
        _ingest(Path(folder) / "first", [_json_record(articles[0]) | {"text": _WARM_UP_TEXT}], embedder)
        start = time.monotonic()
        report = _ingest(Path(folder) / "library", [_json_record(article) for article in articles], embedder)
        seconds = time.monotonic() - start
    # Every sentence is embedded separately, and none is truncated.
    return IngestRecord(system=name, articles=len(report.added), passages=report.passages, read=1.0, seconds=seconds)


def _ingest(folder: Path, records: Sequence[dict[str, object]], embedder: Embedder) -> IngestReport:
    """Writes the records to a file and ingests it into a new library."""
    folder.mkdir()
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    with Assistant.open(settings=Settings(library=folder / "library"), embedder=embedder) as assistant:
        return assistant.ingest(file)


def _measure_llama_index(name: str, articles: Sequence[Article], chunk_size: int | None = None) -> IngestRecord:
    from llama_index.core import Document
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter

    model = llama_index_minilm()
    model.get_text_embedding(_WARM_UP_TEXT)
    splitter = (
        SentenceSplitter(chunk_size=chunk_size, chunk_overlap=_OVERLAP_TOKENS) if chunk_size else SentenceSplitter()
    )
    pipeline = IngestionPipeline(transformations=[splitter, model])
    documents = [Document(id_=article.id, text=article.text) for article in articles]
    start = time.monotonic()
    nodes = pipeline.run(documents=documents)
    seconds = time.monotonic() - start
    share = _share_read([node.get_content() for node in nodes])
    return IngestRecord(system=name, articles=len(articles), passages=len(nodes), read=share, seconds=seconds)


def _measure_llama_index_untruncated(name: str, articles: Sequence[Article]) -> IngestRecord:
    """Measures llama-index with passages that the model reads completely."""
    return _measure_llama_index(name, articles, MAX_TOKENS - 2)


def _measure_encoding(name: str, articles: Sequence[Article]) -> IngestRecord:
    """Measures the model alone on the assistant's passages; nothing is read, chunked or stored."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    from assistant.ingest.chunk import split_passages

    disable_progress_bar()  # type: ignore[no-untyped-call]  # of loading the weights
    model = SentenceTransformer(str(packaged_model_folder()), device="cpu")
    model.encode([_WARM_UP_TEXT])
    texts = [passage.text(article) for article in articles for passage in split_passages(article)]
    start = time.monotonic()
    model.encode(texts, show_progress_bar=False)
    seconds = time.monotonic() - start
    share = _share_read(texts)
    return IngestRecord(system=name, articles=len(articles), passages=len(texts), read=share, seconds=seconds)


SYSTEMS: dict[str, Callable[[str, Sequence[Article]], IngestRecord]] = {
    "assistant": _measure_assistant,
    "llama-index": _measure_llama_index,
    "llama-index, 254 tokens": _measure_llama_index_untruncated,
    "sentence-transformers": _measure_encoding,
}
"""Measures a system, by its name."""


def _share_read(texts: Sequence[str]) -> float:
    """Returns the share of the texts' tokens that the model sees."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(packaged_model_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    lengths = [len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts))]
    return round(sum(min(length, MAX_TOKENS) for length in lengths) / sum(lengths), 4)


def _json_record(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
    }
