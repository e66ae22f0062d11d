"""Cancellation of a model call from another thread. The calling thread may wait for long, because a model can be silent."""

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
    """Tells whether a piece of work is cancelled. Cancelling it cuts off the model that the work waits for."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._is_cancelled = False

    @property
    def is_cancelled(self) -> bool:
        """True after `cancel`."""
        return self._is_cancelled

    def cancel(self) -> None:
        """Cancels the work."""
        with self._lock:
            self._is_cancelled = True
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()

    def run(self, work: Callable[[], T]) -> T:
        """Runs work in the caller's thread that this token can cancel."""
        reset_token = _current_token.set(self)
        try:
            return work()
        finally:
            _current_token.reset(reset_token)

    @contextmanager
    def on_cancel(self, callback: Callable[[], None]) -> Iterator[None]:
        """Calls `callback` if the token is cancelled inside the context; at once if it is cancelled already."""
        with self._lock:
            self._callbacks.append(callback)
            is_late = self._is_cancelled
        if is_late:
            callback()
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)


_current_token: ContextVar[CancellationToken | None] = ContextVar("cancellation_token", default=None)


def current_token() -> CancellationToken:
    """Returns the token of the running work; if there is none, a token that is never cancelled."""
    return _current_token.get() or CancellationToken()


class Sockets:
    """Sockets of one HTTP client. Shutting a socket down wakes the thread that reads from it; closing it does not."""

    def __init__(self) -> None:
        self._streams: WeakSet[Any] = WeakSet()  # the client drops streams that it has closed
        self._lock = threading.Lock()
        self._is_cut = False

    def hooks(self) -> dict[str, list[Callable[..., Any]]]:
        """Returns the `event_hooks` that the client must be made with."""
        return {"request": [self._trace_request]}

    def cut(self) -> None:
        """Shuts down every connection of the client, and every later one."""
        with self._lock:
            self._is_cut = True
            streams = list(self._streams)
        for stream in streams:
            _shut_down(stream)

    def _trace_request(self, request: "httpx.Request") -> None:
        request.extensions["trace"] = self._add_stream

    def _add_stream(self, event: str, info: Mapping[str, Any]) -> None:
        if not event.endswith(("connect_tcp.complete", "start_tls.complete")):
            return
        with self._lock:
            self._streams.add(info["return_value"])
            is_late = self._is_cut
        if is_late:
            _shut_down(info["return_value"])


def _shut_down(stream: Any) -> None:  # noqa: ANN401  # of httpcore, which httpx does not name
    network_socket = stream.get_extra_info("socket")
    if isinstance(network_socket, socket.socket):
        with suppress(OSError):  # closed already
            # An SSL socket's own shutdown would take the socket away from the thread that reads.
            socket.socket.shutdown(network_socket, socket.SHUT_RDWR)
