"""Threads beside a server: one that runs until it is stopped, and one that works at intervals and survives its failures."""

import logging
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from assistant.ingest.errors import AssistantError

_JOIN_SECONDS = 3.0


class BackgroundThread(ABC):
    """A thread that runs for the duration of a `with` statement.

    Its work may be interrupted at any time: at the end, it is waited for only a few seconds.

    Args:
        name: The name of the thread.
    """

    def __init__(self, name: str) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the thread. Does not wait for work that is being done."""
        self._stop.set()
        self._thread.join(_JOIN_SECONDS)

    @abstractmethod
    def _run(self) -> None:
        """Works until `_stop` is set."""


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
    def _work(self) -> None:
        """Does one round of work."""

    def _run(self) -> None:
        while True:
            self._wake.wait(self._interval_seconds)
            self._wake.clear()
            if self._stop.is_set():
                return
            self._try_work()

    def _try_work(self) -> None:
        """Does one round of work. A failure is logged unless the thread is being stopped; the next round tries again."""
        try:
            self._work()
        except AssistantError as error:
            if not self._stop.is_set():
                self._log.warning("%s: %s", self._unable, error)
        except Exception:
            if not self._stop.is_set():
                self._log.exception("%s", self._failed)
