"""Checks the followed sources beside a server or as a service; of all processes of a library, one does it at a time."""

import logging
from collections.abc import Callable, Sequence

from assistant.background.periodic_thread import PeriodicThread
from assistant.following import CheckResult, Following

INTERVAL_SECONDS = 10.0
_log = logging.getLogger(__name__)

AfterChecks = Callable[[Sequence[CheckResult]], None]
"""Receives the results of the sources that were checked together."""


class FollowedSources(PeriodicThread):
    """A thread that checks the sources that are due, for the duration of a `with` statement.

    If another process of the library fetches, this one waits and takes over when the other one ends or dies.

    Args:
        following: The followed sources.
        after_checks: Called after sources were checked.
        interval_seconds: The time between two looks for due sources.
    """

    def __init__(
        self, following: Following, after_checks: AfterChecks | None = None, interval_seconds: float = INTERVAL_SECONDS
    ) -> None:
        super().__init__(
            "followed sources",
            interval_seconds,
            _log,
            unable="the followed sources could not be checked",
            failed="checking the followed sources failed; it will be tried again",
        )
        self._following = following
        self._after_checks = after_checks
        self._lease = following.lease()

    def run(self) -> None:
        """Checks sources in this thread, until it is interrupted."""
        self._run()

    def _run(self) -> None:
        with self._lease:
            if not self._stop.is_set():
                self._try_work()  # sources may be due since the last process ended
            super()._run()

    def _work(self) -> None:
        if not (self._following.sources() and self._lease.acquire()):
            return
        results = self._following.check_due(may_go_on=lambda: self._lease.is_held and not self._stop.is_set())
        if results and self._after_checks is not None:
            self._after_checks(results)
