"""Stops a language model from another thread than the one that waits for it, which may wait for long: a model can be silent."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")


class CancellationToken:
    """Whether somebody's work is to end. Once set, whatever model is being waited for on their behalf is cut off at once."""

    def __init__(self) -> None:
        self._ways: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._is_set = False

    def set(self) -> None:
        """The work is to end."""
        with self._lock:
            self._is_set = True
            ways = list(self._ways)
        for way in ways:
            way()

    def is_set(self) -> bool:
        """Whether it is to end."""
        return self._is_set

    def heard(self, work: Callable[[], T]) -> T:
        """Does something that this can stop, in the caller's thread."""
        before = _heard.set(self)
        try:
            return work()
        finally:
            _heard.reset(before)

    @contextmanager
    def by(self, way: Callable[[], None]) -> Iterator[None]:
        """While this lasts, stopping calls `way`; at once where it is stopped already."""
        with self._lock:
            self._ways.append(way)
            is_late = self._is_set
        if is_late:
            way()
        try:
            yield
        finally:
            with self._lock:
                self._ways.remove(way)


_heard: ContextVar[CancellationToken | None] = ContextVar("heard", default=None)


def current_token() -> CancellationToken:
    """What may stop the work that is being done here; nothing ever sets it where nobody can."""
    return _heard.get() or CancellationToken()


class Sockets:
    """The sockets of one HTTP client. Closing one does not wake the thread that reads from it; shutting it down does."""

    def __init__(self) -> None:
        self._streams: WeakSet[Any] = WeakSet()  # the client lets go of those that it has closed
        self._lock = threading.Lock()
        self._is_cut = False

    def hooks(self) -> dict[str, list[Callable[..., Any]]]:
        """What the client must be made with, as `event_hooks`."""
        return {"request": [self._watch]}

    def cut(self) -> None:
        """Ends every connection that there is, and that there will be."""
        with self._lock:
            self._is_cut = True
            streams = list(self._streams)
        for stream in streams:
            _shut(stream)

    def _watch(self, request: "httpx.Request") -> None:
        request.extensions["trace"] = self._note

    def _note(self, event: str, about: Mapping[str, Any]) -> None:
        if not event.endswith(("connect_tcp.complete", "start_tls.complete")):
            return
        with self._lock:
            self._streams.add(about["return_value"])
            is_late = self._is_cut
        if is_late:
            _shut(about["return_value"])


def _shut(stream: Any) -> None:  # noqa: ANN401  # of httpcore, which httpx does not name
    held = stream.get_extra_info("socket")
    if isinstance(held, socket.socket):
        with suppress(OSError):  # closed already
            socket.socket.shutdown(
                held, socket.SHUT_RDWR
            )  # of a TLS socket too, whose own would take it from its reader
