"""What a bench is made of: real articles in a library, read in once, and libraries of any size made of them."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from assistant.assistant import Assistant
from assistant.eval.bench.copies import SEED, copies, read_originals
from assistant.eval.question_set import read_question_set
from assistant.ingest.embedders import DEFAULT_EMBEDDER, open_embedder
from assistant.ingest.errors import UsageError
from assistant.ingest.report import IngestProgress
from assistant.settings import Settings

MOST_QUESTIONS = 100

_AT_ONCE = 200
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
        if not (folder / _MADE).exists():
            assistant.ingest(articles, progress=progress)
            (folder / _MADE).write_text("{}")
        listed = assistant.articles()
    if not listed:
        raise UsageError(f"no article could be read from {source}")
    asked = [one.text for one in read_question_set(source).questions] if is_set else [one.title for one in listed]
    return Material(source, folder, key, tuple(asked[:MOST_QUESTIONS]))


def sized_library(material: Material, passages: int, cache: Path, say: Callable[[str], None]) -> tuple[Path, float]:
    """A library of so many passages, made once and kept for later runs, and how many seconds it took to store."""
    folder = cache / "bench" / f"{material.key}-{passages}-{SEED}.{_VERSION}"
    if not (folder / _MADE).is_file():
        shutil.rmtree(folder, ignore_errors=True)
        seconds = _make(material, passages, folder, say)
        (folder / _MADE).write_text(json.dumps({"seconds": seconds}))
    return folder, float(json.loads((folder / _MADE).read_text())["seconds"])


def _make(material: Material, passages: int, folder: Path, say: Callable[[str], None]) -> float:
    with Assistant.open(material.library, create=False) as source:
        originals = read_originals(source.library)
        embedder = open_embedder(source.library.embedder_name or DEFAULT_EMBEDDER)
    made, told, seconds = 0, 0, 0.0
    entries = copies(originals, passages)
    with Assistant.open(folder) as assistant, assistant.library.writing("bench") as writer:
        while batch := list(islice(entries, _AT_ONCE)):
            began = time.monotonic()
            writer.put(batch, embedder)
            seconds += time.monotonic() - began
            made += sum(len(entry.passages) for entry in batch)
            if made * 10 // passages > told:
                told = made * 10 // passages
                say(f"stored {made:,} of {passages:,} passages; this is done once for a size")
        began = time.monotonic()
        writer.bring_index_up_to_date()
        seconds += time.monotonic() - began
    return round(seconds, 2)


def _digest(source: Path) -> str:
    """Over the bytes of a file, or of all files of a folder."""
    digest = hashlib.sha256()
    files = [source] if source.is_file() else sorted(one for one in source.rglob("*") if one.is_file())
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
