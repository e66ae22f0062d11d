"""Ingest jobs: run in a few threads, those of one owner one after the other; observed and cancelled by their owners."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO, Literal, Protocol

from assistant.ingest.budgets import MAX_JOB_SHUTDOWN_SECONDS
from assistant.ingest.errors import AssistantError, IngestStoppedError
from assistant.ingest.readers.contract import Document
from assistant.ingest.report import IngestProgress, IngestReport

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]

_MAX_WAITING = 100
_MAX_RUNNING = 3  # of different owners; each reads its documents in a process of its own
_MAX_STORED = 1_000
_UPDATE_SECONDS = 0.4
_log = logging.getLogger(__name__)


class JobNotFoundError(AssistantError):
    """The job does not exist, or belongs to another owner."""


class TooManyJobsError(AssistantError):
    """The queue of ingests is full."""


class IngestFunction(Protocol):
    """The signature of `Assistant.ingest`, as far as a job uses it."""

    def __call__(
        self, sources: Sequence[str | Document], *, progress: IngestProgress, from_strangers: bool
    ) -> IngestReport:
        """Ingests sources; see `Assistant.ingest`."""
        ...


@dataclass(slots=True)
class IngestJob:
    """One ingest.

    Attributes:
        id: Identifies the job; only its owner knows it.
        owner: The owner.
        sources: The addresses and the origins of the documents, in order.
        made: The time of the request.
        state: The current or final state.
        started: The time of the start.
        ended: The time of the end.
        opened: The number of documents that have been opened.
        read: The number of articles read so far.
        passages: The number of passages stored so far.
        wait_message: What the job waits for, in words; empty if it does not wait.
        report: What the job did; if it was cancelled, what it had done until then.
        error: The reason of a failure.
        cancel_requested: Whether the job should end as soon as possible.
        ended_event: Set at the end.
    """

    id: str
    owner: str
    sources: tuple[str, ...]
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    state: JobState = "waiting"
    started: datetime | None = None
    ended: datetime | None = None
    opened: int = 0
    read: int = 0
    passages: int = 0
    wait_message: str = ""
    report: IngestReport | None = None
    error: Exception | None = None
    cancel_requested: bool = False
    ended_event: threading.Event = field(default_factory=threading.Event)

    def updates(self) -> Iterator["IngestJob"]:
        """Yields the job itself at intervals, and at its end."""
        while not self.ended_event.is_set():
            yield self
            self.ended_event.wait(_UPDATE_SECONDS)
        yield self

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The sources that a cancelled job may not have read completely, or whose articles it had not stored yet."""
        if self.state != "cancelled":
            return ()
        unstored_origins = self.report.unstored if self.report else ()
        completed = self.sources[: max(0, self.opened - 1)]
        unstored = tuple(
            source for source in completed if any(origin.startswith(source) for origin in unstored_origins)
        )
        return unstored + self.sources[len(completed) :]


class IngestJobs:
    """The ingest jobs of one server. Safe to use from several threads.

    The jobs of one owner run one after the other, so that nobody waits for the sources of somebody else.

    Jobs run in daemon threads: one that cannot be cancelled does not keep the process alive. Stored articles are safe in any case.

    Args:
        ingest: Does the work.
    """

    def __init__(self, ingest: IngestFunction) -> None:
        self._ingest = ingest
        self._queue: list[_QueuedJob] = []
        self._jobs: dict[str, IngestJob] = {}
        self._lock = threading.Lock()
        self._running: dict[str, threading.Thread] = {}  # by owner
        self._is_closed = False

    def submit(
        self, owner: str, sources: Sequence[str | Document], at_end: Callable[[], None] | None = None
    ) -> IngestJob:
        """Appends a job to the queue.

        Args:
            owner: The owner of the job.
            sources: Web addresses and documents.
            at_end: Called when the sources are no longer needed, in any case.

        Raises:
            TooManyJobsError: If too many jobs wait, or the server is shutting down.
        """
        origins = tuple(source.origin if isinstance(source, Document) else source for source in sources)
        job = IngestJob(secrets.token_urlsafe(12), owner, origins)
        with self._lock:
            if self._is_closed:
                raise TooManyJobsError("the server is shutting down; try again later")
            if sum(queued.state == "waiting" for queued in self._jobs.values()) >= _MAX_WAITING:
                raise TooManyJobsError("too many ingests are waiting; try again later")
            self._delete_old()
            self._jobs[job.id] = job
            self._queue.append(_QueuedJob(job, sources, at_end or _do_nothing))
            self._start_next()
        return job

    def get(self, owner: str, job_id: str) -> IngestJob:
        """Returns a job of an owner.

        Raises:
            JobNotFoundError: If the owner has no job with this id.
        """
        job = self._jobs.get(job_id)
        if job is None or job.owner != owner:
            raise JobNotFoundError("there is no such job; jobs are forgotten when the server ends")
        return job

    def active(self, owner: str) -> list[IngestJob]:
        """Returns the jobs of an owner that have not ended, in order."""
        with self._lock:
            return [job for job in self._jobs.values() if job.owner == owner and job.ended is None]

    def cancel(self, owner: str, job_id: str) -> IngestJob:
        """Requests the end of a job as soon as possible; finished articles stay.

        Raises:
            JobNotFoundError: If the owner has no job with this id.
        """
        job = self.get(owner, job_id)
        job.cancel_requested = True
        return job

    @property
    def is_running(self) -> bool:
        """Whether a job is running."""
        return any(thread.is_alive() for thread in list(self._running.values()))

    def cancel_all(self) -> None:
        """Requests the end of all jobs, and accepts no further ones."""
        with self._lock:
            self._is_closed = True
            for job in self._jobs.values():
                job.cancel_requested = True

    def close(self, seconds: float = MAX_JOB_SHUTDOWN_SECONDS) -> None:
        """Cancels all jobs. Waits for the running ones to end, but not longer than this."""
        self.cancel_all()
        deadline = time.monotonic() + seconds
        for thread in list(self._running.values()):
            thread.join(max(0.0, deadline - time.monotonic()))
        if self.is_running:
            _log.warning("an ingest did not end within %g s and is abandoned; what it stored stays", seconds)

    def _start_next(self) -> None:
        """Starts a thread for the first waiting job of an owner without a running one. The caller holds the lock."""
        queued = next((queued for queued in self._queue if queued.job.owner not in self._running), None)
        if queued is None or len(self._running) >= _MAX_RUNNING:
            return
        self._queue.remove(queued)
        thread = threading.Thread(target=self._run_queue, args=(queued,), name="ingest", daemon=True)
        self._running[queued.job.owner] = thread
        thread.start()

    def _run_queue(self, queued: "_QueuedJob") -> None:
        """Runs a job, then those that wait: first of other owners."""
        self._run(queued.job, queued.sources, queued.at_end)
        with self._lock:
            del self._running[queued.job.owner]
            self._start_next()

    def _run(self, job: IngestJob, sources: Sequence[str | Document], at_end: Callable[[], None]) -> None:
        job.started = datetime.now(UTC)
        try:
            progress = _JobProgress(job)
            if not job.cancel_requested:
                job.state = "running"
                job.report = self._ingest(progress.track(sources), progress=progress, from_strangers=True)
            job.state = "cancelled" if job.report is None or job.report.stopped else "done"
        except IngestStoppedError:
            job.state = "cancelled"
        except Exception as error:  # reported to the job's owner
            if not isinstance(error, AssistantError):
                _log.exception("an ingest failed")
            job.error, job.state = error, "failed"
        except BaseException as error:  # such as a panic in an extension written in Rust
            _log.exception("an ingest failed")
            job.error, job.state = RuntimeError(f"{type(error).__name__}: {error}"), "failed"
        finally:
            try:
                at_end()
            except Exception:
                _log.exception("the files of an ingest could not be deleted")
            job.ended = datetime.now(UTC)
            job.ended_event.set()

    def _delete_old(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.ended is not None]
        for job_id in ended[: max(0, len(self._jobs) - _MAX_STORED)]:
            del self._jobs[job_id]


@dataclass(frozen=True, slots=True)
class _QueuedJob:
    """A job with what it needs to run."""

    job: IngestJob
    sources: Sequence[str | Document]
    at_end: Callable[[], None]


def _do_nothing() -> None:
    pass


class _JobProgress:
    """Records the progress of a job and stops it when it is cancelled; see `IngestProgress`."""

    def __init__(self, job: IngestJob) -> None:
        self._job = job

    def started(self, sources: int | None) -> None:
        del sources
        self._job.wait_message = ""
        self._check_cancelled()

    def read(self, articles: int) -> None:
        self._job.read = articles
        self._check_cancelled()

    def stored(self, passages: int) -> None:
        self._job.passages = passages
        self._check_cancelled()

    def waiting(self, message: str) -> None:
        self._job.wait_message = message
        self._check_cancelled()

    def track(self, sources: Sequence[str | Document]) -> list[str | Document]:
        """Returns the sources with documents that record when they are opened."""
        return [
            replace(source, open=_TrackedOpen(self._job, position, source.open))
            if isinstance(source, Document)
            else source
            for position, source in enumerate(sources, 1)
        ]

    def _check_cancelled(self) -> None:
        if self._job.cancel_requested:
            raise IngestStoppedError("the ingest was stopped")


@dataclass(frozen=True, slots=True)
class _TrackedOpen:
    """Opens a document and records it in the job."""

    job: IngestJob
    position: int
    open: Callable[[], BinaryIO]

    def __call__(self) -> BinaryIO:
        self.job.opened = max(self.position, self.job.opened)
        return self.open()
