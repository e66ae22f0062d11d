"""Chooses where the costly part of an ingest runs: in this process, or on workers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from assistant.ingest.chunk import PassageSize
from assistant.ingest.embedders.contract import Embedder
from assistant.ingest.preparation import ArticlePreparer, LocalPreparer
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.sources import read_here


class Executor(Protocol):
    """Reads documents, and cuts and embeds articles."""

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Iterator[ReadArticle | ReadFailure]:
        """Reads documents and yields their articles in order; passes on each `ReadFailure`."""
        ...

    def preparer(self, embedder: Embedder, size: PassageSize | None) -> ArticlePreparer:
        """Returns a preparer of articles that uses the library's embedder."""
        ...


class LocalExecutor:
    """Runs everything in this process."""

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Iterator[ReadArticle | ReadFailure]:
        """See `Executor`."""
        return read_here(documents, options)

    def preparer(self, embedder: Embedder, size: PassageSize | None) -> ArticlePreparer:
        """See `Executor`."""
        return LocalPreparer(embedder, size)


@contextmanager
def open_executor(workers: int | str | None) -> Iterator[Executor]:
    """Gives this process (for None), or workers until the end of the `with` statement; see `open_workers`."""
    if workers is None:
        yield LocalExecutor()
        return
    from assistant.ingest.workers.cluster import open_workers

    with open_workers(workers) as executor:
        yield executor
