"""A thread beside a server that works at intervals and survives its failures."""

import logging
import threading
from abc import abstractmethod
from types import TracebackType

from assistant.ingest.background_thread import BackgroundThread
from assistant.ingest.errors import AssistantError


class PeriodicThread(BackgroundThread):
    """A thread that does its work at intervals, for the duration of a `with` statement.

    The work may be interrupted at any time: at the end, the thread is not waited for.

    Args:
        name: The name of the thread.
        interval_seconds: The time between two rounds of work.
        log: Receives failures.
        unable: The first words of a warning that the work could not be done; the reason follows.
        failed: The message of an unexpected failure.
    """

    def __init__(self, name: str, interval_seconds: float, log: logging.Logger, unable: str, failed: str) -> None:
        super().__init__(name)
        self._interval_seconds = interval_seconds
        self._log = log
        self._unable = unable
        self._failed = failed
        self._wake = threading.Event()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the thread. Does not wait for work that is being done."""
        self._stop.set()
        self._wake.set()
        super().__exit__(kind, error, trace)

    def wake(self) -> None:
        """Begins the next round of work at once. May be called from any thread."""
        self._wake.set()

    @abstractmethod
    def _work(self) -> float | None:
        """Does one round of work; returns the seconds to the next one if it must not wait for the whole interval."""

    def _run(self) -> None:
        self._repeat(None)

    def _repeat(self, pause: float | None) -> None:
        """Does rounds of work, the first one after a pause."""
        while True:
            self._wake.wait(self._interval_seconds if pause is None else min(pause, self._interval_seconds))
            self._wake.clear()
            if self._stop.is_set():
                return
            pause = self._try_work()

    def _try_work(self) -> float | None:
        """Does one round of work; returns as `_work`. A failure is logged unless the thread is being stopped; the next round tries again."""
        try:
            return self._work()
        except AssistantError as error:
            if not self._stop.is_set():
                self._log.warning("%s: %s", self._unable, error)
        except Exception:
            if not self._stop.is_set():
                self._log.exception("%s", self._failed)
        return None
