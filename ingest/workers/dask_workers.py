"""Documents read and articles prepared by the workers of a Dask cluster."""

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
from assistant.ingest.library.catalog_rows import ArticleRecord
from assistant.ingest.preparation import Batch, Preparation, Told
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import normalize_failure, read_document
from assistant.ingest.readers.registry import format_for
from assistant.ingest.workers.tasks import Recipe, SentBytes, check_worker, prepare_on_worker, read_on_worker

if TYPE_CHECKING:
    from distributed import Client, Future

TASKS_A_THREAD = 2
"""Tasks under way for each thread of the workers: one at work, one that waits for it."""

MOST_TASKS = 64

_LARGEST_SENT = 8 * 1024**2  # bytes of a document; a larger one is read here
_JOIN_SECONDS = 60.0
_LOOK_SECONDS = 2.0
_READ_FIRST = 10
_ENDED = "ended every worker that took it; read it without workers to see why"


class DaskWorkers:
    """Reads documents and prepares articles on workers. What a worker that dies has not finished is done again by another.

    Args:
        client: Connected to their scheduler.
        shown: Which workers they are, for messages.
    """

    def __init__(self, client: "Client", shown: str) -> None:
        self._client = client
        self._shown = shown

    @property
    def at_once(self) -> int:
        """How many tasks may be under way, by the workers that there are at this moment."""
        return min(MOST_TASKS, max(1, TASKS_A_THREAD * self._threads()))

    def require_same_version(self) -> None:
        """Waits for a worker, and looks at the version of this package on all of them.

        Raises:
            WorkersError: If none comes, or one has another version.
        """
        with _told(self._shown):
            try:
                self._client.wait_for_workers(1, timeout=_JOIN_SECONDS)
            except TimeoutError as error:
                raise WorkersError(
                    f"no worker has joined the Dask scheduler {self._shown}; start one with: dask worker {self._shown}"
                ) from error

        def version() -> str | None:  # carried as code: a worker may lack this module
            from importlib.metadata import PackageNotFoundError
            from importlib.metadata import version as installed

            try:
                return installed("article-assistant")
            except PackageNotFoundError:
                return None

        with _told(self._shown):
            installed_there = self._client.run(version)
        for worker, found in installed_there.items():
            if found != version():
                has = f"has article-assistant {found}" if found else "lacks article-assistant"
                raise WorkersError(f"the worker {worker} {has}, and this is {version()}; install the same on both")

    def preparation(self, embedder: Embedder, size: PassageSize | None) -> Preparation:
        """Has articles prepared by the workers.

        Raises:
            WorkersError: If a worker would not store what this process would.
        """
        recipe = Recipe.of(embedder, size)
        with _told(self._shown):
            checked = self._client.run(check_worker, recipe, on_error="return")
        for worker, outcome in checked.items():
            if isinstance(outcome, Exception):
                raise WorkersError(f"the worker {worker} {_why(outcome)}") from outcome
        return _PreparedByWorkers(self, recipe)

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Iterator[ReadArticle | ReadFailure]:
        """Reads documents of one article each on the workers, and all others here; gives what is in them in their order."""
        alone = replace(options, follow=None)  # such documents lead nowhere, and what follows cannot be sent
        ahead: deque[Callable[[], Iterable[ReadArticle | ReadFailure]]] = deque()
        for document in documents:
            ahead.append(self._reading(document, options, alone))
            while len(ahead) > self.at_once:
                yield from ahead.popleft()()
        while ahead:
            yield from ahead.popleft()()

    def submit(self, work: Callable[..., Any], *what: object, priority: int = 0) -> "Future[Any]":
        """Hands in a task; those of a higher priority are done first."""
        return self._client.submit(work, *what, pure=False, priority=priority)

    def result(self, future: "Future[Any]") -> Any:  # noqa: ANN401  # whatever the task gives
        """What a task gives; waits for it, as long as there are workers.

        Raises:
            WorkersError: If there is no worker any more, or no scheduler.
            KilledWorker: If the task ended each worker that tried it.
        """
        from concurrent.futures import CancelledError

        alone_since: float | None = None
        while True:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except CancelledError as error:
                raise _gone(self._shown) from error
            except TimeoutError:
                if future.done():  # type: ignore[no-untyped-call]  # it is the task that says so
                    raise
            if self._threads():
                alone_since = None
                continue
            alone_since = alone_since or time.monotonic()
            if time.monotonic() - alone_since > _JOIN_SECONDS:
                raise WorkersError(
                    f"all workers of {self._shown} have gone; what was finished is stored: start workers and run it again"
                )

    def _threads(self) -> int:
        with _told(self._shown):
            return sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]

    def _reading(
        self, document: Document | ReadFailure, options: ReadOptions, alone: ReadOptions
    ) -> Callable[[], Iterable[ReadArticle | ReadFailure]]:
        """Begins to read a document; what is given waits for what is in it."""
        if isinstance(document, ReadFailure):
            return lambda: [document]
        sent = _to_send(document, options)
        if sent is None:
            return lambda: read_document(document, options)
        future = self.submit(read_on_worker, sent, alone, priority=_READ_FIRST)
        return lambda: self._read_result(future, document)

    def _read_result(self, future: "Future[Any]", document: Document) -> Iterable[ReadArticle | ReadFailure]:
        from distributed.scheduler import KilledWorker

        try:
            found: list[ReadArticle | ReadFailure] = self.result(future)
        except KilledWorker:
            return [normalize_failure(ReadFailure(document.origin, _ENDED))]
        return found


class _PreparedByWorkers:
    """See `Preparation`."""

    def __init__(self, workers: DaskWorkers, recipe: Recipe) -> None:
        self._workers = workers
        self._recipe = recipe

    @property
    def at_once(self) -> int:
        return self._workers.at_once

    def begin(self, articles: Sequence[Article], told: Told) -> Batch:
        del told  # how far a worker is, is not known before it is done
        return _BatchElsewhere(self._workers, self._recipe, articles)

    def close(self) -> None:
        """Dask drops a task as soon as nobody holds its future."""


class _BatchElsewhere:
    """See `Batch`."""

    def __init__(self, workers: DaskWorkers, recipe: Recipe, articles: Sequence[Article]) -> None:
        self._workers = workers
        self._recipe = recipe
        self._articles = articles
        self._future = workers.submit(prepare_on_worker, recipe, articles)

    def is_ready(self) -> bool:
        return bool(self._future.done())  # type: ignore[no-untyped-call]

    def results(self) -> list[ArticleRecord | ReadFailure]:
        from distributed.scheduler import KilledWorker

        try:
            found: list[ArticleRecord | ReadFailure] = self._workers.result(self._future)
        except KilledWorker:
            return self._one_by_one()
        return found

    def _one_by_one(self) -> list[ArticleRecord | ReadFailure]:
        """One of the articles ends every worker that takes it: each is tried by itself, and that one is left out."""
        if len(self._articles) == 1:
            return [normalize_failure(ReadFailure(self._articles[0].origin, _ENDED))]
        return [
            outcome
            for one in self._articles
            for outcome in _BatchElsewhere(self._workers, self._recipe, [one]).results()
        ]


def _to_send(document: Document, options: ReadOptions) -> Document | None:
    """The document with its bytes; None where it is to be read here, as it holds many articles, is large, or cannot be opened."""
    try:
        if format_for(document).many:
            return None
        data = read_bytes(document, replace(options, max_document_bytes=min(_LARGEST_SENT, options.max_document_bytes)))
    except (AssistantError, OSError):  # told by whoever reads it here
        return None
    return replace(document, open=SentBytes(data))


@contextmanager
def _told(shown: str) -> Iterator[None]:
    """What Dask raises when its scheduler does not answer, in the words of the product."""
    try:
        yield
    except OSError as error:
        raise _gone(shown) from error


def _gone(shown: str) -> WorkersError:
    return WorkersError(
        f"the scheduler of {shown} does not answer any more; what was finished is stored: start it and run it again"
    )


def _why(error: Exception) -> str:
    """What a worker could not do, as the end of a sentence about it."""
    return str(error) if isinstance(error, AssistantError) else f"cannot embed: {first_line(error)}"
