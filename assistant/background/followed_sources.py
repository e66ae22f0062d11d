"""Checks the followed sources beside a server or as a service; of all processes of a library, one does it at a time."""

import logging
from collections.abc import Callable

from assistant.background.folder_watch import FolderWatch
from assistant.background.periodic_thread import PeriodicThread
from assistant.following import CheckResult, Following

INTERVAL_SECONDS = 10.0
_log = logging.getLogger(__name__)


class FollowedSources(PeriodicThread):
    """A thread that checks the sources that are due, and followed folders when they change, for the duration of a `with` statement.

    If another process of the library fetches, this one waits and takes over when the other one ends or dies.

    Args:
        following: The followed sources.
        on_check: Receives the result of each check.
        interval_seconds: The longest time between two looks for due sources, such as those that another process has added.
    """

    def __init__(
        self,
        following: Following,
        on_check: Callable[[CheckResult], None] | None = None,
        interval_seconds: float = INTERVAL_SECONDS,
    ) -> None:
        super().__init__(
            "followed sources",
            interval_seconds,
            _log,
            unable="the followed sources could not be checked",
            failed="checking the followed sources failed; it will be tried again",
        )
        self._following = following
        self._on_check = on_check
        self._lease = following.lease()

    def run(self) -> None:
        """Checks sources in this thread, until it is interrupted."""
        self._run()

    def _run(self) -> None:
        with FolderWatch(self._following, self.wake), self._lease:
            self._repeat(0.0)  # sources may be due since the last process ended

    def _work(self) -> float | None:
        if not self._following.sources():
            return None
        if not self._lease.acquire():
            return self._lease.seconds_to_expiry()
        self._following.check_due(
            self._on_check,
            may_go_on=lambda: self._lease.is_held and not self._stop.is_set(),
            repeats=True,
        )
        return self._following.seconds_to_next_check()
