"""Where the costly part of an ingest is done: in this process, or on workers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from assistant.ingest.chunk import PassageSize
from assistant.ingest.embedders.contract import Embedder
from assistant.ingest.preparation import LocalPreparation, Preparation
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.sources import read_here


class Executor(Protocol):
    """Where documents are read, and articles cut and embedded."""

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Iterator[ReadArticle | ReadFailure]:
        """Reads documents, and gives what is in them in their order; a `ReadFailure` is passed on."""
        ...

    def preparation(self, embedder: Embedder, size: PassageSize | None) -> Preparation:
        """Prepares articles with the library's embedder."""
        ...


class LocalExecutor:
    """This process."""

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Iterator[ReadArticle | ReadFailure]:
        """See `Executor`."""
        return read_here(documents, options)

    def preparation(self, embedder: Embedder, size: PassageSize | None) -> Preparation:
        """See `Executor`."""
        return LocalPreparation(embedder, size)


@contextmanager
def open_executor(workers: int | str | None) -> Iterator[Executor]:
    """This process, or workers until the end of the `with` statement; see `open_workers`."""
    if workers is None:
        yield LocalExecutor()
        return
    from assistant.ingest.workers.cluster import open_workers

    with open_workers(workers) as opened:
        yield opened
