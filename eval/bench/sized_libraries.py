"""Builds the libraries of a benchmark: one of real articles, and libraries of any size made from it."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from assistant.assistant import Assistant
from assistant.eval.article_library import articles_digest
from assistant.eval.bench.synthetic_articles import SEED, read_real_articles, synthetic_articles
from assistant.eval.question_sets.question_set import read_question_set
from assistant.ingest.embedders import DEFAULT_EMBEDDER, open_embedder
from assistant.ingest.errors import UsageError
from assistant.ingest.report import IngestProgress
from assistant.settings import Settings

MAX_QUESTIONS = 100

_BATCH_SIZE = 200
_SAY_EVERY_SECONDS = 20.0
_VERSION = 1  # changes with the algorithm that makes copies
_STATE_FILE = "made.json"


@dataclass(frozen=True, slots=True)
class BenchArticles:
    """Real articles in a library, with questions.

    Attributes:
        source: Where the articles were read from.
        library: The library's folder.
        key: Identifies the articles and the settings of chunking and embedding.
        questions: The questions; headlines if the source has no questions.
    """

    source: Path
    library: Path
    key: str
    questions: tuple[str, ...]


def read_bench_articles(
    source: Path, settings: Settings, cache: Path, progress: IngestProgress | None = None
) -> BenchArticles:
    """Reads articles into a library, which is kept for later runs.

    Args:
        source: A question set, or anything that can be ingested.
        settings: Settings of chunking and embedding.
        cache: The folder for libraries.
        progress: Receives the progress of the ingest.

    Raises:
        UsageError: If no article can be read.
    """
    if not source.exists():
        raise UsageError(f"{source} is not there; give a file or a folder of articles")
    is_set = (source / "questions.jsonl").is_file()
    articles = source / "articles.jsonl" if is_set else source
    embedder = (settings.embedder or "default").replace("/", "_")
    key = f"{articles_digest(articles)[:12]}-{embedder}-{settings.passage_words}"
    folder = cache / "bench" / f"{key}-source"
    with Assistant.open(folder, settings=settings) as assistant:
        if not _BuildState.read(folder).passages:
            report = assistant.ingest(articles, progress=progress)
            _BuildState(report.seconds, assistant.library.catalog.counts()[1]).write(folder)
        titles = [summary.title for summary in assistant.articles()]
    if not titles:
        raise UsageError(f"no article could be read from {source}")
    questions = [question.text for question in read_question_set(source).questions] if is_set else titles
    return BenchArticles(source, folder, key, tuple(questions[:MAX_QUESTIONS]))


def sized_library(
    articles: BenchArticles, passages: int, cache: Path, say: Callable[[str], None]
) -> tuple[Path, float]:
    """Builds a library of a size, or completes one that an earlier run left incomplete; keeps it for later runs.

    Args:
        articles: Real articles.
        passages: The size.
        cache: The folder for libraries.
        say: Receives the progress.

    Returns:
        The library's folder, and the seconds that storing it took.
    """
    folder = cache / "bench" / f"{articles.key}-{passages}-{SEED}.{_VERSION}"
    state = _BuildState.read(folder)
    if state.passages < passages:
        state = _build(articles, passages, folder, state, say)
    return folder, round(state.seconds, 2)


def _build(
    articles: BenchArticles, passages: int, folder: Path, state: "_BuildState", say: Callable[[str], None]
) -> "_BuildState":
    with Assistant.open(articles.library, create=False) as source:
        originals = read_real_articles(source.library)
        embedder = open_embedder(source.library.embedder_name or DEFAULT_EMBEDDER)
    with Assistant.open(folder) as assistant, assistant.library.writing("bench") as writer:
        stored_articles, stored_passages = assistant.library.catalog.counts()
        records = islice(synthetic_articles(originals, passages), stored_articles, None)
        last_said = time.monotonic()
        while batch := list(islice(records, _BATCH_SIZE)):
            start = time.monotonic()
            writer.put(batch, embedder)
            stored_passages += sum(len(record.passages) for record in batch)
            state = _BuildState(state.seconds + time.monotonic() - start, 0)
            state.write(folder)
            if time.monotonic() - last_said > _SAY_EVERY_SECONDS:
                last_said = time.monotonic()
                say(f"stored {stored_passages:,} of {passages:,} passages; this is done once for a size")
        start = time.monotonic()
        writer.update_index()
    state = _BuildState(state.seconds + time.monotonic() - start, passages)
    state.write(folder)
    return state


@dataclass(frozen=True, slots=True)
class _BuildState:
    """The state of a library that is being built.

    Attributes:
        seconds: The time spent so far.
        passages: The size for which the library is complete; 0 while it is incomplete.
    """

    seconds: float = 0.0
    passages: int = 0

    @classmethod
    def read(cls, folder: Path) -> "_BuildState":
        file = folder / _STATE_FILE
        return cls(**json.loads(file.read_text())) if file.is_file() else cls()

    def write(self, folder: Path) -> None:
        (folder / _STATE_FILE).write_text(json.dumps(asdict(self)))
