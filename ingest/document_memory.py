"""Shares the memory for reading documents among the threads of one server: a few small shares, and one large one."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_POLL_SECONDS = 0.1
_SMALL_SHARES = 3


class DocumentMemory:
    """The memory that the processes of one server have for documents. Safe to use from several threads.

    A process needs a small share while it reads a document. A document that needs more is read with the large share in addition, so
    that the documents of a few owners cannot exhaust the computer together. Those that wait take their turns in order.
    """

    def __init__(self) -> None:
        self._small = _Shares(_SMALL_SHARES)
        self._large = _Shares(1)

    @contextmanager
    def small_share(self, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Waits for a small share, and holds it during the `with` statement.

        Args:
            on_wait: Called several times a second during the wait; may raise an error to cancel.
        """
        with self._small.held(on_wait):
            yield

    @contextmanager
    def large_share(self, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Waits for the large share, and holds it during the `with` statement; see `small_share`."""
        with self._large.held(on_wait):
            yield


class _Shares:
    """A number of shares, given in the order of the requests: a thread that asks again and again must not overtake others."""

    def __init__(self, number: int) -> None:
        self._free = number
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def held(self, on_wait: Callable[[], None] | None) -> Iterator[None]:
        place = object()
        with self._changed:
            self._waiting.append(place)
        try:
            while not self._take(place):
                if on_wait is not None:
                    on_wait()
        except BaseException:
            with self._changed:
                self._waiting.remove(place)
                self._changed.notify_all()
            raise
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def _take(self, place: object) -> bool:
        """Takes a share if it is the turn of this place, or becomes it within a moment."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._free > 0 and self._waiting[0] is place, _POLL_SECONDS):
                return False
            self._waiting.popleft()
            self._free -= 1
            self._changed.notify_all()
            return True
