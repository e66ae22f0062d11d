"""Ingests that go on after the request that asked for them: one after the other, watched and cancelled by id."""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Protocol

from assistant.api.problems import ProblemError, problem_of
from assistant.ingest.readers.contract import Document
from assistant.ingest.report import IngestProgress, IngestReport

State = Literal["waiting", "running", "done", "failed", "cancelled"]

_MOST_WAITING = 100
_KEPT = 1_000
_RETRY_SECONDS = 30
_log = logging.getLogger(__name__)


class Ingesting(Protocol):
    """What `Assistant.ingest` does for strangers."""

    def __call__(
        self, sources: Sequence[str | Document], *, progress: IngestProgress, from_strangers: bool
    ) -> IngestReport:
        """See `Assistant.ingest`."""
        ...


class _CancelledError(Exception):
    """The job is not wanted any more."""


@dataclass(slots=True)
class Job:
    """One ingest; see `JobShown`."""

    id: str
    owner: str
    made: datetime
    state: State = "waiting"
    started: datetime | None = None
    ended: datetime | None = None
    read: int = 0
    passages: int = 0
    report: IngestReport | None = None
    problem: str = ""
    is_unwanted: bool = False


class _Watched:
    """Notes how a job goes on, and ends it where nobody wants it any more."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def started(self, sources: int | None) -> None:
        """See `IngestProgress`."""
        del sources
        self._go_on()

    def read(self, articles: int) -> None:
        """See `IngestProgress`."""
        self._job.read = articles
        self._go_on()

    def stored(self, passages: int) -> None:
        """See `IngestProgress`."""
        self._job.passages = passages
        self._go_on()

    def waiting(self, message: str) -> None:
        """See `IngestProgress`."""
        del message

    def _go_on(self) -> None:
        if self._job.is_unwanted:
            raise _CancelledError


class Jobs:
    """The ingests of one server.

    Args:
        ingest: Does the work.
    """

    def __init__(self, ingest: Ingesting) -> None:
        self._ingest = ingest
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="ingest")
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def submit(self, owner: str, sources: Sequence[str | Document], room: "UploadRoom | None" = None) -> Job:
        """Puts an ingest at the end of the queue.

        Args:
            owner: Whose it is.
            sources: Web addresses and documents.
            room: Where the documents lie; emptied at the end.

        Raises:
            ProblemError: 503 if too many wait.
        """
        job = Job(secrets.token_urlsafe(12), owner, datetime.now(UTC))
        with self._lock:
            if sum(one.state == "waiting" for one in self._jobs.values()) >= _MOST_WAITING:
                raise ProblemError(503, "too_busy", "too many ingests are waiting; try again later", _RETRY_SECONDS)
            self._forget_old()
            self._jobs[job.id] = job
        self._executor.submit(self._run, job, sources, room)
        return job

    def get(self, owner: str, job_id: str) -> Job:
        """A job of an owner.

        Raises:
            ProblemError: 404 if they have none with this id.
        """
        job = self._jobs.get(job_id)
        if job is None or job.owner != owner:
            raise ProblemError(404, "job_not_found", "there is no such job; jobs are forgotten when the server ends")
        return job

    def cancel(self, owner: str, job_id: str) -> Job:
        """Ends a job as soon as it can be; what it has finished stays.

        Raises:
            ProblemError: 404 if the owner has none with this id.
        """
        job = self.get(owner, job_id)
        job.is_unwanted = True
        return job

    def close(self) -> None:
        """Ends all jobs, and waits until the one that runs has."""
        for job in list(self._jobs.values()):
            job.is_unwanted = True
        self._executor.shutdown(wait=True)

    def _run(self, job: Job, sources: Sequence[str | Document], room: "UploadRoom | None") -> None:
        job.started = datetime.now(UTC)
        job.state = "running"
        try:
            watched = _Watched(job)
            watched.started(None)
            job.report = self._ingest(sources, progress=watched, from_strangers=True)
            job.state = "done"
        except _CancelledError:
            job.state = "cancelled"
        except Exception as error:  # told to whoever asks for the job
            job.problem = problem_of(error).detail
            job.state = "failed"
        finally:
            job.ended = datetime.now(UTC)
            if room is not None:
                room.clear()

    def _forget_old(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.ended is not None]
        for job_id in ended[: max(0, len(self._jobs) - _KEPT)]:
            del self._jobs[job_id]


class UploadRoom:
    """A folder for what was uploaded, until it has been read. Names of uploads never become names of files."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="assistant-upload-", ignore_cleanup_errors=True)
        self._count = 0

    def document(self, name: str, copy: Callable[[Path], None]) -> Document:
        """Keeps one upload.

        Args:
            name: What it is called, for choosing a reader and for the article's origin.
            copy: Writes its bytes to a path.
        """
        self._count += 1
        path = Path(self._folder.name) / str(self._count)
        copy(path)
        return Document(name, f"upload/{name}", lambda: path.open("rb"))

    def clear(self) -> None:
        """Deletes everything."""
        self._folder.cleanup()
