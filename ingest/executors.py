"""Chooses where the costly part of an ingest runs: in this process, or on workers."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from assistant.ingest.budgets import LOCAL_DOCUMENT, DocumentBudget
from assistant.ingest.chunk import PassageSize
from assistant.ingest.document_memory import DocumentMemory
from assistant.ingest.document_processes import CAN_LIMIT, DocumentProcess
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
    """Reads documents in a child process with limits, and prepares articles in this process.

    Args:
        budget: The limits of the child.
        on_wait: Called while this process waits for the child; may raise an error to cancel.
        memory: The memory that the child shares with others of this program. Default: memory of its own.

    Attributes:
        budget: The limits of the child.
    """

    def __init__(
        self,
        budget: DocumentBudget = LOCAL_DOCUMENT,
        on_wait: Callable[[], None] | None = None,
        memory: DocumentMemory | None = None,
    ) -> None:
        self.budget = budget
        self._process = DocumentProcess(budget, on_wait, memory) if CAN_LIMIT else None

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Iterator[ReadArticle | ReadFailure]:
        """See `Executor`."""
        return self._process.read(documents, options) if self._process else read_here(documents, options)

    def preparer(self, embedder: Embedder, size: PassageSize | None) -> ArticlePreparer:
        """See `Executor`."""
        return LocalPreparer(embedder, size)

    def start(self) -> None:
        """Starts the child process."""
        if self._process is not None:
            self._process.start()

    def close(self) -> None:
        """Ends the child process."""
        if self._process is not None:
            self._process.close()


@contextmanager
def open_executor(
    workers: int | str | None,
    budget: DocumentBudget = LOCAL_DOCUMENT,
    on_wait: Callable[[], None] | None = None,
    memory: DocumentMemory | None = None,
) -> Iterator[Executor]:
    """Gives this computer (for None), or workers until the end of the `with` statement; see `open_workers`.

    Args:
        workers: The workers, or None.
        budget: The limits of reading a document.
        on_wait: Called while documents are read on this computer; may raise an error to cancel.
        memory: The memory that reading documents shares with other threads. Default: memory of its own.
    """
    local = LocalExecutor(budget, on_wait, memory)
    try:
        if workers is None:
            local.start()
            yield local
            return
        from assistant.ingest.workers.cluster import open_workers

        with open_workers(workers, local) as worker_executor:
            yield worker_executor
    finally:
        local.close()
