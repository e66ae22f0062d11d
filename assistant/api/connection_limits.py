"""Limits how long and how large the head of a request may be, so that slow clients cannot hold connections open."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

_MAX_HEAD_BYTES = 65_536


class _LimitedHeads(asyncio.Protocol):
    """A connection on which the head of a request must be complete in time, and at most 64 KB large.

    The time runs from the start of the connection, and later from the first byte of a request. It does not run while a request is
    answered, or between two requests, where uvicorn's `timeout_keep_alive` applies.
    """

    cycle: Any  # uvicorn's: the request that arrived last, and its response
    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    head_seconds: float
    _deadline: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._start_timer()

    def data_received(self, data: bytes) -> None:
        previous_cycle = self.cycle
        super().data_received(data)
        if self.cycle is not previous_cycle:
            self._stop_timer()
        elif not (self._is_answering() or self._is_upgraded()):
            self._start_timer()
            self._head_bytes += 0 if self._is_unread_body() else len(data)
            if self._head_bytes > _MAX_HEAD_BYTES:
                self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _is_unread_body(self) -> bool:
        """Checks whether the data is the rest of a body whose request was answered early."""
        return self.cycle is not None and bool(self.cycle.more_body)

    def _is_upgraded(self) -> bool:
        return self.transport.get_protocol() is not self

    def _start_timer(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._on_timeout)

    def _stop_timer(self) -> None:
        self._head_bytes = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _on_timeout(self) -> None:
        self._deadline = None
        if not (self._is_answering() or self._is_upgraded()):
            self.transport.close()


def limited_protocol(
    head_seconds: float, protocol: type[asyncio.Protocol] = AutoHTTPProtocol
) -> type[asyncio.Protocol]:
    """Returns a protocol class for `uvicorn.Config(http=…)` that closes connections whose request heads exceed the limits.

    Args:
        head_seconds: The longest time for the head of a request to arrive.
        protocol: The HTTP protocol of uvicorn. Default: the faster one that is installed.
    """
    return type("LimitedProtocol", (_LimitedHeads, protocol), {"head_seconds": head_seconds})
