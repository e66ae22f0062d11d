"""Builds libraries of articles for an evaluation, and keeps them for later runs."""

import hashlib
from pathlib import Path

from assistant.assistant import Assistant
from assistant.eval.question_sets.question_set import QuestionSet
from assistant.ingest.embedders.minilm import VECTORS_VERSION
from assistant.ingest.errors import UsageError
from assistant.ingest.report import IngestProgress
from assistant.settings import Settings

_COMPLETE_MARK = "complete"


def open_set(
    question_set: QuestionSet, settings: Settings, cache: Path, progress: IngestProgress | None = None
) -> Assistant:
    """Opens a library of the set's articles; builds it on the first run.

    Args:
        question_set: The set.
        settings: Settings of chunking and embedding.
        cache: The folder for libraries.
        progress: Receives the progress of building the library.
    """
    name = f"{question_set.path.name}-{question_set.content_hash[:12]}"
    return _open_library(name, question_set.articles_file, settings, cache, progress)


def open_articles(articles: Path, settings: Settings, cache: Path, progress: IngestProgress | None = None) -> Assistant:
    """Opens a library of articles; builds it on the first run.

    Args:
        articles: A file or a folder of articles.
        settings: Settings of chunking and embedding.
        cache: The folder for libraries.
        progress: Receives the progress of building the library.

    Raises:
        UsageError: If there is no such file or folder, or no article can be read.
    """
    if not articles.exists():
        raise UsageError(f"{articles} is not there; give a file or a folder of articles")
    name = f"{articles.resolve().name}-{articles_digest(articles)[:12]}"
    assistant = _open_library(name, articles, settings, cache, progress)
    if not assistant.library.catalog.counts()[0]:
        assistant.close()
        raise UsageError(f"no article could be read from {articles}")
    return assistant


def articles_digest(source: Path) -> str:
    """Returns the SHA-256 (hex) of a file, or of all files of a folder."""
    digest = hashlib.sha256()
    files = [source] if source.is_file() else sorted(file for file in source.rglob("*") if file.is_file())
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _open_library(
    name: str, articles: Path, settings: Settings, cache: Path, progress: IngestProgress | None
) -> Assistant:
    embedder = (settings.embedder or f"default{VECTORS_VERSION}").replace("/", "_")
    folder = cache / f"{name}-{embedder}-{settings.passage_words}"
    assistant = Assistant.open(folder, settings=settings)
    if not (folder / _COMPLETE_MARK).exists():
        assistant.ingest(articles, progress=progress)
        (folder / _COMPLETE_MARK).touch()
    return assistant
