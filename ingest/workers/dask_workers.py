"""Reads documents and prepares articles on the workers of a Dask cluster."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.ingest.article import Article
from assistant.ingest.chunk import PassageSize
from assistant.ingest.embedders.contract import Embedder
from assistant.ingest.errors import AssistantError, WorkersError, first_line
from assistant.ingest.executors import LocalExecutor
from assistant.ingest.library.catalog_rows import ArticleRecord
from assistant.ingest.preparation import ArticlePreparer, BatchProgress, PendingBatch
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import normalize_failure
from assistant.ingest.readers.registry import format_for
from assistant.ingest.workers.tasks import PreparationRecipe, SentBytes, check_worker, prepare_on_worker, read_on_worker

if TYPE_CHECKING:
    from distributed import Client, Future

TASKS_PER_THREAD = 2
"""Pending tasks for each thread of the workers: one runs, one waits."""

MAX_TASKS = 64

_MAX_SENT_BYTES = 8 * 1024**2  # a larger document is read in this process
_JOIN_SECONDS = 60.0
_POLL_SECONDS = 2.0
_READ_PRIORITY = 10
_WORKER_KILLED = "ended every worker that took it; read it without workers to see why"


class DaskWorkers:
    """Reads documents and prepares articles on workers. Another worker repeats the unfinished tasks of a worker that died.

    Args:
        client: A client of the workers' scheduler.
        display_name: The name of the workers, for messages.
        local: Reads the documents that are not sent to workers.
    """

    def __init__(self, client: "Client", display_name: str, local: LocalExecutor) -> None:
        self._client = client
        self._display_name = display_name
        self._local = local

    @property
    def max_tasks(self) -> int:
        """The number of tasks that may be pending, by the number of workers at this moment."""
        return min(MAX_TASKS, max(1, TASKS_PER_THREAD * self._threads()))

    def require_same_version(self) -> None:
        """Waits for a worker, and checks the version of this package on all of them.

        Raises:
            WorkersError: If no worker joins, or one has another version.
        """
        with _scheduler_errors(self._display_name):
            try:
                self._client.wait_for_workers(1, timeout=_JOIN_SECONDS)
            except TimeoutError as error:
                raise WorkersError(
                    f"no worker has joined the Dask scheduler {self._display_name}; start one with: dask worker {self._display_name}"
                ) from error

        def version() -> str | None:  # sent as code, because a worker may lack this module
            from importlib.metadata import PackageNotFoundError
            from importlib.metadata import version as installed_version

            try:
                return installed_version("article-assistant")
            except PackageNotFoundError:
                return None

        with _scheduler_errors(self._display_name):
            worker_versions = self._client.run(version)
        for worker, worker_version in worker_versions.items():
            if worker_version != version():
                has = f"has article-assistant {worker_version}" if worker_version else "lacks article-assistant"
                raise WorkersError(f"the worker {worker} {has}, and this is {version()}; install the same on both")

    def preparer(self, embedder: Embedder, size: PassageSize | None) -> ArticlePreparer:
        """Returns a preparer that runs on the workers.

        Raises:
            WorkersError: If a worker would store something else than this process.
        """
        recipe = PreparationRecipe.of(embedder, size)
        with _scheduler_errors(self._display_name):
            outcomes = self._client.run(check_worker, recipe, on_error="return")
        for worker, outcome in outcomes.items():
            if isinstance(outcome, Exception):
                raise WorkersError(f"the worker {worker} {_reason(outcome)}") from outcome
        return _DaskPreparer(self, recipe)

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Iterator[ReadArticle | ReadFailure]:
        """Reads documents of one article on the workers, all others in this process; yields their articles in order."""
        worker_options = replace(
            options, follow=None
        )  # these documents have no links to follow, and `follow` cannot be sent
        pending: deque[Callable[[], Iterable[ReadArticle | ReadFailure]]] = deque()
        for document in documents:
            pending.append(self._begin_reading(document, options, worker_options))
            while len(pending) > self.max_tasks:
                yield from pending.popleft()()
        while pending:
            yield from pending.popleft()()

    def submit(self, work: Callable[..., Any], *arguments: object, priority: int = 0) -> "Future[Any]":
        """Submits a task; tasks of a higher priority run first."""
        return self._client.submit(work, *arguments, pure=False, priority=priority)

    def result(self, future: "Future[Any]") -> Any:  # noqa: ANN401  # the task's result
        """Waits for a task, as long as there are workers, and returns its result.

        Raises:
            WorkersError: If there is no worker any more, or no scheduler.
            KilledWorker: If the task ended each worker that tried it.
        """
        from concurrent.futures import CancelledError

        no_workers_since: float | None = None
        while True:
            try:
                return future.result(timeout=_POLL_SECONDS)
            except CancelledError as error:
                raise _scheduler_gone(self._display_name) from error
            except TimeoutError:
                if future.done():  # type: ignore[no-untyped-call]  # the task itself raised it
                    raise
            if self._threads():
                no_workers_since = None
                continue
            no_workers_since = no_workers_since or time.monotonic()
            if time.monotonic() - no_workers_since > _JOIN_SECONDS:
                raise WorkersError(
                    f"all workers of {self._display_name} have gone; what was finished is stored: start workers and run it again"
                )

    def _threads(self) -> int:
        with _scheduler_errors(self._display_name):
            return sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]

    def _begin_reading(
        self, document: Document | ReadFailure, options: ReadOptions, worker_options: ReadOptions
    ) -> Callable[[], Iterable[ReadArticle | ReadFailure]]:
        """Begins to read a document; returns a function that waits for its articles."""
        if isinstance(document, ReadFailure):
            return lambda: [document]
        sent = _with_bytes(document, options)
        if sent is None:
            return lambda: self._local.read([document], options)
        future = self.submit(read_on_worker, sent, worker_options, self._local.budget, priority=_READ_PRIORITY)
        return lambda: self._read_result(future, document)

    def _read_result(self, future: "Future[Any]", document: Document) -> Iterable[ReadArticle | ReadFailure]:
        from distributed.scheduler import KilledWorker

        try:
            items: list[ReadArticle | ReadFailure] = self.result(future)
        except KilledWorker:
            return [normalize_failure(ReadFailure(document.origin, _WORKER_KILLED))]
        return items


class _DaskPreparer:
    """See `ArticlePreparer`."""

    def __init__(self, workers: DaskWorkers, recipe: PreparationRecipe) -> None:
        self._workers = workers
        self._recipe = recipe

    @property
    def max_batches(self) -> int:
        return self._workers.max_tasks

    def begin(self, articles: Sequence[Article], progress: BatchProgress) -> PendingBatch:
        del progress  # a worker reports no progress within a batch
        return _DaskBatch(self._workers, self._recipe, articles)

    def close(self) -> None:
        """Does nothing: Dask drops a task as soon as no future of it is left."""


class _DaskBatch:
    """See `PendingBatch`."""

    def __init__(self, workers: DaskWorkers, recipe: PreparationRecipe, articles: Sequence[Article]) -> None:
        self._workers = workers
        self._recipe = recipe
        self._articles = articles
        self._future = workers.submit(prepare_on_worker, recipe, articles)

    def is_ready(self) -> bool:
        return bool(self._future.done())  # type: ignore[no-untyped-call]

    def results(self) -> list[ArticleRecord | ReadFailure]:
        from distributed.scheduler import KilledWorker

        try:
            outcomes: list[ArticleRecord | ReadFailure] = self._workers.result(self._future)
        except KilledWorker:
            return self._prepare_separately()
        return outcomes

    def _prepare_separately(self) -> list[ArticleRecord | ReadFailure]:
        """Prepares each article in a task of its own, because one of them kills every worker that takes it; reports that one."""
        if len(self._articles) == 1:
            return [normalize_failure(ReadFailure(self._articles[0].origin, _WORKER_KILLED))]
        return [
            outcome
            for article in self._articles
            for outcome in _DaskBatch(self._workers, self._recipe, [article]).results()
        ]


def _with_bytes(document: Document, options: ReadOptions) -> Document | None:
    """Returns the document with its bytes; None if it must be read here: with several articles, too large, or unreadable."""
    try:
        if format_for(document).many:
            return None
        limit = min(_MAX_SENT_BYTES, options.max_document_bytes)
        data = read_bytes(document, replace(options, max_document_bytes=limit))
    except (AssistantError, OSError):  # reading it here reports the error
        return None
    return replace(document, open=SentBytes(data))


@contextmanager
def _scheduler_errors(display_name: str) -> Iterator[None]:
    """Raises `WorkersError` when the scheduler does not answer."""
    try:
        yield
    except OSError as error:
        raise _scheduler_gone(display_name) from error


def _scheduler_gone(display_name: str) -> WorkersError:
    return WorkersError(
        f"the scheduler of {display_name} does not answer any more; what was finished is stored: start it and run it again"
    )


def _reason(error: Exception) -> str:
    """Returns why a worker failed, as the end of a sentence about it."""
    return str(error) if isinstance(error, AssistantError) else f"cannot embed: {first_line(error)}"
