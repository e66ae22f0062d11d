"""A few child processes that read documents for several threads."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from queue import Empty, LifoQueue

from assistant.ingest.budgets import DocumentBudget
from assistant.ingest.document_memory import DocumentMemory
from assistant.ingest.document_processes import DocumentProcess
from assistant.ingest.link_discovery import Link
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions

_POLL_SECONDS = 0.1


class DocumentProcessPool:
    """Reads documents in child processes, each started when it is needed. Safe to use from several threads.

    A thread has a process of its own while it reads a document. It waits if all are in use.

    Args:
        budget: The limits of each process.
        size: The largest number of processes.
        on_wait: Called after each article and several times a second during a wait; may raise an error to cancel.
        memory: The memory that the processes share with others of this program. Default: memory of their own.
    """

    def __init__(
        self,
        budget: DocumentBudget,
        size: int,
        on_wait: Callable[[], None] | None = None,
        memory: DocumentMemory | None = None,
    ) -> None:
        self._on_wait = on_wait
        shared = memory or DocumentMemory()
        self._processes = [DocumentProcess(budget, on_wait, shared) for _ in range(size)]
        self._idle: LifoQueue[DocumentProcess] = LifoQueue()  # the last one used is running already
        for process in self._processes:
            self._idle.put(process)

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Generator[ReadArticle | ReadFailure]:
        """Reads documents and yields their articles in order; passes on each `ReadFailure`. Close it if it is not read to its end."""
        with self._process() as process, closing(process.read(documents, options)) as found:
            for one in found:
                yield one
                self._check_cancelled()

    def links(self, document: Document, max_bytes: int) -> list[Link]:
        """Finds the links of a document; see `find_links`.

        Raises:
            UnreadableError: If the document cannot be read within the limits.
        """
        with self._process() as process:
            return process.links(document, max_bytes)

    def close(self) -> None:
        """Kills the processes. No thread may be using one."""
        for process in self._processes:
            process.close()

    @contextmanager
    def _process(self) -> Iterator[DocumentProcess]:
        while True:
            try:
                process = self._idle.get(timeout=_POLL_SECONDS)
                break
            except Empty:
                self._check_cancelled()
        try:
            yield process
        finally:
            self._idle.put(process)

    def _check_cancelled(self) -> None:
        if self._on_wait is not None:
            self._on_wait()
