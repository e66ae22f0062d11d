"""Limits of HTTP connections: the time and size of request heads, and clients that do not read their responses."""

import asyncio
import socket
import struct
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from assistant.api.problems import ProblemError
from assistant.ingest.budgets import MAX_COOKIE_ESCAPES, ConnectionBudget

_WRITE_CHECKS = 3
_KEEP_ALIVE_SECONDS = 75  # longer than proxies and clients: the side that closes first can break a request on its way
_GRACEFUL_SECONDS = 1


def server_config(
    app: ASGIApp,
    budget: ConnectionBudget,
    protocol: type[asyncio.Protocol] = AutoHTTPProtocol,
    log_level: str = "warning",
) -> uvicorn.Config:
    """Returns the configuration of a uvicorn server with all limits of connections.

    Args:
        app: The app to serve.
        budget: The limits.
        protocol: The HTTP protocol of uvicorn. Default: the faster one that is installed.
        log_level: The level of uvicorn's own log.
    """
    return uvicorn.Config(
        app,
        http=limited_protocol(budget, protocol),
        ws="none",  # nothing here speaks it
        h11_max_incomplete_event_size=budget.head_bytes,
        log_level=log_level,
        timeout_graceful_shutdown=_GRACEFUL_SECONDS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        lifespan="on",
        server_header=False,
    )


def check_head(scope: Scope, budget: ConnectionBudget) -> None:
    """Checks the head of a request before anything parses it, such as its cookies.

    Raises:
        ProblemError: 431 if it is too large, 400 if a cookie has too many escapes.
    """
    headers = scope["headers"]
    size = len(scope.get("raw_path") or scope["path"]) + len(scope.get("query_string", b""))
    size += sum(len(name) + len(value) for name, value in headers)
    if size > budget.head_bytes:
        raise ProblemError(
            431, "head_too_large", f"the request line and headers are larger than {budget.head_bytes:,} bytes"
        )
    if sum(value.count(b"\\") for name, value in headers if name == b"cookie") > MAX_COOKIE_ESCAPES:
        raise ProblemError(400, "malformed", "a cookie has too many escaped characters")


class _LimitedConnection(asyncio.Protocol):
    """A connection whose request heads arrive in time and are small, and whose client reads its responses.

    The time for a head runs from the start of the connection, and later from the first byte of a request. It does not run while a
    request is answered, or between two requests, where uvicorn's `timeout_keep_alive` applies.
    """

    cycle: Any  # uvicorn's: the request that arrived last, and its response
    pipeline: Any = None  # uvicorn's, of one of its protocols: the requests that were sent ahead
    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    budget: ConnectionBudget
    _running: Any = None  # the request that is answered now; `cycle` is another one if more were sent ahead
    _head_timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _unsent_bytes = 0
    _stalled_checks = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._start_head_timer()
        self._schedule_write_check()

    def data_received(self, data: bytes) -> None:
        previous_cycle = self.cycle
        super().data_received(data)
        if self.cycle is not previous_cycle:
            self._stop_head_timer()
        elif not (self._is_answering() or self._is_upgraded()):
            self._start_head_timer()
            self._head_bytes += 0 if self._is_unread_body() else len(data)
            if self._head_bytes > self.budget.head_bytes:
                self.transport.close()

    def resume_writing(self) -> None:
        self._stalled_checks = 0
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_head_timer()
        if self._write_timer is not None:
            self._write_timer.cancel()
        self._give_up_responses()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: Any, app: ASGIApp) -> None:  # noqa: ANN401  # see `cycle`
        """Starts to answer a request; called by the protocol of uvicorn that answers requests that were sent ahead."""
        self._running = cycle
        super()._start_asgi_task(cycle, app)  # type: ignore[misc]  # of that protocol

    def _give_up_responses(self) -> None:
        """Makes the app write nothing more: nobody reads it, and uvicorn tells only the request that arrived last."""
        if self.pipeline is not None:
            self.pipeline.clear()
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _is_unread_body(self) -> bool:
        """Checks whether the data is the rest of a body whose request was answered early."""
        return self.cycle is not None and bool(self.cycle.more_body)

    def _is_upgraded(self) -> bool:
        return self.transport.get_protocol() is not self

    def _start_head_timer(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.budget.head_seconds, self._on_head_timeout)

    def _stop_head_timer(self) -> None:
        self._head_bytes = 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _on_head_timeout(self) -> None:
        self._head_timer = None
        if not (self._is_answering() or self._is_upgraded()):
            self.transport.close()

    def _schedule_write_check(self) -> None:
        interval = self.budget.stalled_write_seconds / _WRITE_CHECKS
        self._write_timer = self.loop.call_later(interval, self._check_writes)

    def _check_writes(self) -> None:
        """Aborts the connection if its client has read nothing for several checks; `close` would wait for the client."""
        unsent = self.transport.get_write_buffer_size()
        is_stalled = unsent > 0 and unsent >= self._unsent_bytes
        self._stalled_checks = self._stalled_checks + 1 if is_stalled else 0
        self._unsent_bytes = unsent
        if self._stalled_checks >= _WRITE_CHECKS:
            connection = self.transport.get_extra_info("socket")
            if connection is not None:  # resets it: the system's buffer would also wait for the client
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._give_up_responses()
            self.transport.abort()
        else:
            self._schedule_write_check()


def limited_protocol(
    budget: ConnectionBudget, protocol: type[asyncio.Protocol] = AutoHTTPProtocol
) -> type[asyncio.Protocol]:
    """Returns a protocol class for `uvicorn.Config(http=…)` that enforces the limits of connections."""
    return type("LimitedProtocol", (_LimitedConnection, protocol), {"budget": budget})
