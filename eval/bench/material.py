"""What a bench is made of: real articles in a library, read in once, and libraries of any size made of them."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from assistant.assistant import Assistant
from assistant.eval.bench.copies import SEED, copies, read_originals
from assistant.eval.question_sets.question_set import read_question_set
from assistant.ingest.embedders import DEFAULT_EMBEDDER, open_embedder
from assistant.ingest.errors import UsageError
from assistant.ingest.report import IngestProgress
from assistant.settings import Settings

MOST_QUESTIONS = 100

_AT_ONCE = 200
_SAY_EVERY = 20.0  # seconds
_VERSION = 1  # of how copies are made
_MADE = "made.json"


@dataclass(frozen=True, slots=True)
class Material:
    """Real articles.

    Attributes:
        source: Where they were read from.
        library: The library that holds them.
        key: Stands for them and for how they are stored.
        questions: What is asked; the headlines where nobody wrote questions.
    """

    source: Path
    library: Path
    key: str
    questions: tuple[str, ...]


def read_material(source: Path, settings: Settings, cache: Path, progress: IngestProgress | None = None) -> Material:
    """Reads articles into a library, which is kept for later runs.

    Args:
        source: A question set, or anything that articles can be read from.
        settings: How passages are cut and embedded.
        cache: The folder in which the library is kept.
        progress: Is told how reading them goes on.

    Raises:
        UsageError: If nothing can be read there.
    """
    if not source.exists():
        raise UsageError(f"{source} is not there; give a file or a folder of articles")
    is_set = (source / "questions.jsonl").is_file()
    articles = source / "articles.jsonl" if is_set else source
    embedder = (settings.embedder or "default").replace("/", "_")
    key = f"{_digest(articles)[:12]}-{embedder}-{settings.passage_words}"
    folder = cache / "bench" / f"{key}-source"
    with Assistant.open(folder, settings=settings) as assistant:
        if not _read_made(folder).passages:
            report = assistant.ingest(articles, progress=progress)
            _Made(report.seconds, assistant.library.catalog.counts()[1]).write(folder)
        listed = assistant.articles()
    if not listed:
        raise UsageError(f"no article could be read from {source}")
    asked = [one.text for one in read_question_set(source).questions] if is_set else [one.title for one in listed]
    return Material(source, folder, key, tuple(asked[:MOST_QUESTIONS]))


def sized_library(material: Material, passages: int, cache: Path, say: Callable[[str], None]) -> tuple[Path, float]:
    """A library of so many passages, made once and kept for later runs, and how many seconds it took to store.

    One that was left half made is made to its end.
    """
    folder = cache / "bench" / f"{material.key}-{passages}-{SEED}.{_VERSION}"
    made = _read_made(folder)
    if made.passages < passages:
        made = _make(material, passages, folder, made, say)
    return folder, round(made.seconds, 2)


def _make(material: Material, passages: int, folder: Path, made: "_Made", say: Callable[[str], None]) -> "_Made":
    with Assistant.open(material.library, create=False) as source:
        originals = read_originals(source.library)
        embedder = open_embedder(source.library.embedder_name or DEFAULT_EMBEDDER)
    with Assistant.open(folder) as assistant, assistant.library.writing("bench") as writer:
        stored, done = assistant.library.catalog.counts()
        entries = islice(copies(originals, passages), stored, None)
        told = time.monotonic()
        while batch := list(islice(entries, _AT_ONCE)):
            began = time.monotonic()
            writer.put(batch, embedder)
            done += sum(len(entry.passages) for entry in batch)
            made = _Made(made.seconds + time.monotonic() - began, 0)
            made.write(folder)
            if time.monotonic() - told > _SAY_EVERY:
                told = time.monotonic()
                say(f"stored {done:,} of {passages:,} passages; this is done once for a size")
        began = time.monotonic()
        writer.bring_index_up_to_date()
    made = _Made(made.seconds + time.monotonic() - began, passages)
    made.write(folder)
    return made


@dataclass(frozen=True, slots=True)
class _Made:
    """How far a library is.

    Attributes:
        seconds: How long it has taken so far.
        passages: How many it has been made for; 0 while it is not ready.
    """

    seconds: float = 0.0
    passages: int = 0

    def write(self, folder: Path) -> None:
        (folder / _MADE).write_text(json.dumps(asdict(self)))


def _read_made(folder: Path) -> _Made:
    file = folder / _MADE
    return _Made(**json.loads(file.read_text())) if file.is_file() else _Made()


def _digest(source: Path) -> str:
    """Over the bytes of a file, or of all files of a folder."""
    digest = hashlib.sha256()
    files = [source] if source.is_file() else sorted(one for one in source.rglob("*") if one.is_file())
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
