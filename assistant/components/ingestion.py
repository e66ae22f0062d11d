"""Ingestion and re-embedding for `Assistant`: from its settings and arguments to the article pipeline."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.components.models import LoadedModels
from assistant.ingest.chunk import PassageSize
from assistant.ingest.embedders import open_embedder
from assistant.ingest.errors import UsageError
from assistant.ingest.library import Library
from assistant.ingest.report import IngestProgress, IngestReport
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.ingest.document_memory import DocumentMemory
    from assistant.ingest.readers.contract import ReadArticle, ReadFailure
    from assistant.ingest.sources import ReadDocuments, Source


def ingest_sources(
    library: Library,
    models: LoadedModels,
    settings: Settings,
    sources: "Source | Iterable[Source]",
    columns: Mapping[str, str],
    progress: IngestProgress,
    *,
    memory: "DocumentMemory | None",
    workers: int | str | None,
) -> IngestReport:
    """Reads articles into the library; see `Assistant.ingest`.

    Args:
        library: The library.
        models: Its models.
        settings: The settings.
        sources: What is read.
        columns: For records: the column of each field.
        progress: Receives the progress.
        memory: The memory that the documents of strangers share. None if the sources were named by the owner of this computer.
        workers: The workers, or None.
    """
    from assistant.ingest.budgets import LOCAL_DOCUMENT, UNTRUSTED_DOCUMENT
    from assistant.ingest.executors import open_executor
    from assistant.ingest.pipeline import WaitingWork, ingest
    from assistant.ingest.readers.contract import Document
    from assistant.ingest.sources import count_hint

    if workers is not None and models.given is not None:
        raise UsageError("workers open an embedder by its name; open the assistant with one, and not with an object")
    source_list = [sources] if isinstance(sources, str | Path | Document) else list(sources)
    waiting_work = WaitingWork()
    untrusted = memory is not None
    budget = UNTRUSTED_DOCUMENT if untrusted else LOCAL_DOCUMENT
    with open_executor(workers, budget, waiting_work, memory) as executor:
        return ingest(
            library,
            _read(source_list, columns, settings, executor.read, waiting_work, untrusted=untrusted),
            models.embedder,
            size=PassageSize.about(settings.passage_words),
            make_preparer=executor.preparer,
            before_embedding=models.choose_embedder,
            progress=progress,
            waiting_work=waiting_work,
            expected=None if untrusted else count_hint(source_list),
            wait_seconds=settings.wait_seconds,
            in_turns=untrusted,
        )


def store_articles(
    library: Library, models: LoadedModels, settings: Settings, articles: "Sequence[ReadArticle]"
) -> IngestReport:
    """Stores articles that were read already, and leaves the vector index as it is; see `assistant.ingest.pipeline.ingest`."""
    from assistant.ingest.pipeline import ingest

    size = PassageSize.about(settings.passage_words)
    return ingest(
        library,
        articles,
        models.embedder,
        size=size,
        before_embedding=models.choose_embedder,
        wait_seconds=settings.wait_seconds,
        updates_index=False,
    )


def reindex_library(
    library: Library, models: LoadedModels, embedder: str | None, progress: IngestProgress, wait_seconds: float
) -> None:
    """Rebuilds the vector index; embeds again first, and makes the full-text index anew, if that is needed. See `Assistant.reindex`."""
    with library.writing("reindex", wait_seconds, progress.waiting) as writer:
        current = library.embedder_name
        if embedder is not None and embedder != current:
            writer.reembed(open_embedder(embedder), progress.stored)
            models.preferred = embedder
        elif current is not None and library.has_outdated_vectors:
            writer.reembed(models.given or open_embedder(current), progress.stored)
        if library.has_outdated_terms:
            writer.renew_full_text()
        writer.rebuild_index(progress.stored)


def _read(
    sources: "list[Source]",
    columns: Mapping[str, str],
    settings: Settings,
    read: "ReadDocuments",
    on_wait: Callable[[], None],
    *,
    untrusted: bool,
) -> "Iterator[ReadArticle | ReadFailure]":
    from assistant.ingest.fetching.fetch import FetchLimits
    from assistant.ingest.fetching.untrusted import read_untrusted_sources
    from assistant.ingest.readers.contract import ReadOptions
    from assistant.ingest.sources import read_sources

    options = ReadOptions(columns=dict(columns))
    if untrusted:
        return read_untrusted_sources(sources, options, settings.fetch_seconds, settings.fetch_networks, read, on_wait)
    return read_sources(sources, options, FetchLimits(total_s=settings.fetch_seconds), read=read, on_wait=on_wait)
