"""Ingests that go on after whoever asked for them has turned away: one after the other, watched and cancelled."""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO, Literal, Protocol

from assistant.ingest.errors import AssistantError, IngestStoppedError
from assistant.ingest.readers.contract import Document
from assistant.ingest.report import IngestProgress, IngestReport

State = Literal["waiting", "running", "done", "failed", "cancelled"]

_MOST_WAITING = 100
_KEPT = 1_000
_SECONDS_BETWEEN = 0.4
_log = logging.getLogger(__name__)


class JobNotFoundError(AssistantError):
    """There is no such job, or it is another's."""


class TooManyJobsError(AssistantError):
    """More ingests wait already than may."""


class Ingesting(Protocol):
    """What `Assistant.ingest` does for strangers."""

    def __call__(
        self, sources: Sequence[str | Document], *, progress: IngestProgress, from_strangers: bool
    ) -> IngestReport:
        """See `Assistant.ingest`."""
        ...


@dataclass(slots=True)
class IngestJob:
    """One ingest.

    Attributes:
        id: Known to whoever asked for it.
        owner: Whose it is.
        sources: The addresses and the origins of the documents, in order.
        made: When it was asked for.
        state: What it is doing, or how it ended.
        started: When it began.
        ended: When it ended.
        begun: How many of its documents have been begun.
        read: How many articles have been read.
        passages: How many passages have been stored.
        waits_for: For whom it waits, in words; empty where it does not.
        report: What it did; of one that was cancelled, what it had done by then.
        error: Why it failed.
        is_unwanted: It is to end as soon as it can.
    """

    id: str
    owner: str
    sources: tuple[str, ...]
    made: datetime = field(default_factory=lambda: datetime.now(UTC))
    state: State = "waiting"
    started: datetime | None = None
    ended: datetime | None = None
    begun: int = 0
    read: int = 0
    passages: int = 0
    waits_for: str = ""
    report: IngestReport | None = None
    error: Exception | None = None
    is_unwanted: bool = False
    has_ended: threading.Event = field(default_factory=threading.Event)

    def told(self) -> Iterator["IngestJob"]:
        """Itself, now and then, and at its end."""
        while not self.has_ended.is_set():
            yield self
            self.has_ended.wait(_SECONDS_BETWEEN)
        yield self

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The sources that a cancelled job may not have read to their end, or whose articles it had not stored yet."""
        if self.state != "cancelled":
            return ()
        lost = self.report.unstored if self.report else ()
        read = self.sources[: max(0, self.begun - 1)]
        unstored = tuple(one for one in read if any(origin.startswith(one) for origin in lost))
        return unstored + self.sources[len(read) :]


class IngestJobs:
    """The ingests of one server. Safe to use from several threads.

    Args:
        ingest: Does the work.
    """

    def __init__(self, ingest: Ingesting) -> None:
        self._ingest = ingest
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="ingest")
        self._jobs: dict[str, IngestJob] = {}
        self._lock = threading.Lock()

    def submit(
        self, owner: str, sources: Sequence[str | Document], at_end: Callable[[], None] | None = None
    ) -> IngestJob:
        """Puts an ingest at the end of the queue.

        Args:
            owner: Whose it is.
            sources: Web addresses and documents.
            at_end: Called when the sources are needed no more, however it ended.

        Raises:
            TooManyJobsError: If too many wait.
        """
        named = tuple(one.origin if isinstance(one, Document) else one for one in sources)
        job = IngestJob(secrets.token_urlsafe(12), owner, named)
        with self._lock:
            if sum(one.state == "waiting" for one in self._jobs.values()) >= _MOST_WAITING:
                raise TooManyJobsError("too many ingests are waiting; try again later")
            self._forget_old()
            self._jobs[job.id] = job
        self._executor.submit(self._run, job, sources, at_end)
        return job

    def get(self, owner: str, job_id: str) -> IngestJob:
        """A job of an owner.

        Raises:
            JobNotFoundError: If they have none with this id.
        """
        job = self._jobs.get(job_id)
        if job is None or job.owner != owner:
            raise JobNotFoundError("there is no such job; jobs are forgotten when the server ends")
        return job

    def going_on(self, owner: str) -> list[IngestJob]:
        """The jobs of an owner that have not ended, in order."""
        with self._lock:
            return [job for job in self._jobs.values() if job.owner == owner and job.ended is None]

    def cancel(self, owner: str, job_id: str) -> IngestJob:
        """Ends a job as soon as it can be; what it has finished stays.

        Raises:
            JobNotFoundError: If the owner has none with this id.
        """
        job = self.get(owner, job_id)
        job.is_unwanted = True
        return job

    def close(self) -> None:
        """Ends all jobs, and waits until the one that runs has."""
        for job in list(self._jobs.values()):
            job.is_unwanted = True
        self._executor.shutdown(wait=True)

    def _run(self, job: IngestJob, sources: Sequence[str | Document], at_end: Callable[[], None] | None) -> None:
        job.started = datetime.now(UTC)
        try:
            watched = _Watched(job)
            if not job.is_unwanted:
                job.state = "running"
                job.report = self._ingest(watched.noted(sources), progress=watched, from_strangers=True)
            job.state = "cancelled" if job.report is None or job.report.stopped else "done"
        except IngestStoppedError:
            job.state = "cancelled"
        except Exception as error:  # told to whoever asks for the job
            if not isinstance(error, AssistantError):
                _log.exception("an ingest failed")
            job.error, job.state = error, "failed"
        finally:
            if at_end is not None:
                at_end()
            job.ended = datetime.now(UTC)
            job.has_ended.set()

    def _forget_old(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.ended is not None]
        for job_id in ended[: max(0, len(self._jobs) - _KEPT)]:
            del self._jobs[job_id]


class _Watched:
    """Notes how a job goes on, and ends it where nobody wants it any more; see `IngestProgress`."""

    def __init__(self, job: IngestJob) -> None:
        self._job = job

    def started(self, sources: int | None) -> None:
        del sources
        self._job.waits_for = ""
        self._go_on()

    def read(self, articles: int) -> None:
        self._job.read = articles
        self._go_on()

    def stored(self, passages: int) -> None:
        self._job.passages = passages
        self._go_on()

    def waiting(self, message: str) -> None:
        self._job.waits_for = message
        self._go_on()

    def noted(self, sources: Sequence[str | Document]) -> list[str | Document]:
        """The same sources; of documents it is noted when they are opened."""
        return [
            replace(one, open=_Opening(self._job, place, one.open)) if isinstance(one, Document) else one
            for place, one in enumerate(sources, 1)
        ]

    def _go_on(self) -> None:
        if self._job.is_unwanted:
            raise IngestStoppedError("the ingest was stopped")


@dataclass(frozen=True, slots=True)
class _Opening:
    """Opens a document, and notes that it has been begun."""

    job: IngestJob
    place: int
    open: Callable[[], BinaryIO]

    def __call__(self) -> BinaryIO:
        self.job.begun = max(self.place, self.job.begun)
        return self.open()
