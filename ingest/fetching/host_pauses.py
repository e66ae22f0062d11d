"""Keeps requests to a host apart, also those of several threads: one at a time, with a pause between two."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from assistant.ingest.fetching.clock import Clock

_POLL_SECONDS = 0.5


@dataclass(slots=True)
class _Host:
    """The requests to one host: who may send one, and when the last one ended."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    last: datetime | None = None


class HostPauses:
    """Lets one thread at a time request something from a host. Safe to use from several threads.

    Args:
        clock: The clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    @contextmanager
    def turn(self, host: str, seconds: float, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Waits until a request to a host may be sent. The request is sent in the `with` statement.

        Args:
            host: The host.
            seconds: The pause since the last request to it.
            on_wait: Called several times a second during the wait; may raise an error to cancel it.
        """
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
        while not state.turn.acquire(timeout=_POLL_SECONDS):
            if on_wait is not None:
                on_wait()
        try:
            self._wait_until(state.last, seconds, on_wait)
            try:
                yield
            finally:
                state.last = self._clock.now()
        finally:
            state.turn.release()

    def _wait_until(self, last: datetime | None, seconds: float, on_wait: Callable[[], None] | None) -> None:
        if last is None:
            return
        # A clock that was set back in the meantime does not make the pause longer.
        left = min(seconds, seconds - (self._clock.now() - last).total_seconds())
        while left > 0:
            if on_wait is not None:
                on_wait()
            self._clock.sleep(min(left, _POLL_SECONDS))
            left -= _POLL_SECONDS
