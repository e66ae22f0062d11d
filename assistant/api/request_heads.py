"""Closes connections on which no request arrives: whoever sends its head a byte at a time, or without end, would otherwise hold one for ever."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

_MOST_BYTES = 65_536


class _LimitedHeads(asyncio.Protocol):
    """A connection on which the head of a request has to be complete in time, and no larger than 64 KB.

    The time runs from the beginning of the connection, and later from the first byte of a request. It does not run while one is answered, nor
    between two of them, where uvicorn's `timeout_keep_alive` counts.
    """

    cycle: Any  # uvicorn's: the request that arrived last, and its response
    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    head_seconds: float
    _deadline: asyncio.TimerHandle | None = None
    _bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._forget_head()
        elif not (self._is_answering() or self._has_left_http()):
            self._await_head()
            self._bytes += 0 if self._was_answered_early() else len(data)
            if self._bytes > _MOST_BYTES:
                self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_head()
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _was_answered_early(self) -> bool:
        """Whether what arrives is the rest of a body that nobody waits for any more."""
        return self.cycle is not None and bool(self.cycle.more_body)

    def _has_left_http(self) -> bool:
        return self.transport.get_protocol() is not self

    def _await_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._give_up)

    def _forget_head(self) -> None:
        self._bytes = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not (self._is_answering() or self._has_left_http()):
            self.transport.close()


def limited_heads(seconds: float, protocol: type[asyncio.Protocol] = AutoHTTPProtocol) -> type[asyncio.Protocol]:
    """What `uvicorn.Config(http=…)` takes, so that a connection is closed on which the head of a request takes longer than this.

    Args:
        seconds: How long it may take.
        protocol: The one of uvicorn's that speaks HTTP; the faster one that is installed unless given.
    """
    return type("LimitedHeads", (_LimitedHeads, protocol), {"head_seconds": seconds})
