"""Checks the followed sources beside a server or as a service; of all processes of a library, one does it at a time."""

import logging
import threading
from collections.abc import Callable, Sequence
from types import TracebackType

from assistant.following import CheckResult, Following
from assistant.ingest.errors import AssistantError

INTERVAL_SECONDS = 10.0
_JOIN_SECONDS = 3.0
_log = logging.getLogger(__name__)

AfterChecks = Callable[[Sequence[CheckResult]], None]
"""Receives the results of the sources that were checked together."""


class FollowedSources:
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
        self._following = following
        self._after_checks = after_checks
        self._interval_seconds = interval_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="followed sources", daemon=True)

    def __enter__(self) -> "FollowedSources":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the thread. Does not wait for a running check, which can be interrupted at any time."""
        self._stop.set()
        self._thread.join(_JOIN_SECONDS)

    def run(self) -> None:
        """Checks sources in this thread, until it is interrupted."""
        self._run()

    def _run(self) -> None:
        with self._following.lease() as lease:
            while not self._stop.is_set():
                try:
                    if self._following.sources() and lease.acquire():
                        results = self._following.check_due(may_go_on=lambda: lease.is_held and not self._stop.is_set())
                        if results and self._after_checks is not None:
                            self._after_checks(results)
                except AssistantError as error:  # the next round tries again
                    if not self._stop.is_set():
                        _log.warning("the followed sources could not be checked: %s", error)
                except Exception:
                    if not self._stop.is_set():
                        _log.exception("checking the followed sources failed; it will be tried again")
                self._stop.wait(self._interval_seconds)
