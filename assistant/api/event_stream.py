"""Server-sent events: what is told of an answer while it is made."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import TypeAdapter
from starlette.types import Receive, Scope, Send

from assistant.answers.answer import Event
from assistant.api.problems import body_of, problem_of

_QUIET_SECONDS = 15.0
MEDIA_TYPE = "text/event-stream"
EVENT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "One event of the stream.",
    "properties": {"event": {"type": "string"}, "data": {"type": "string", "description": "JSON."}},
}
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStream(EventSourceResponse):
    """Sends chunks as they come, and a comment now and then where none does, for proxies; closes their source when the reader has gone."""

    def __init__(self, chunks: AsyncGenerator[bytes, None]) -> None:
        self._chunks = _with_pings(chunks)
        super().__init__(self._chunks, headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        async with aclosing(self._chunks):
            await super().__call__(scope, receive, send)


async def answer_events(events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    """Each event under its kind; at the end `answer`, or `problem` where the answer failed on its way."""
    try:
        async with aclosing(events):
            async for event in events:
                yield format_sse_event(event=event.kind, data_str=_EVENT.dump_json(event).decode())
    except Exception as error:  # the status has been sent: the problem follows as an event
        yield format_sse_event(event="problem", data_str=json.dumps(body_of(problem_of(error))))


async def _with_pings(chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    waiting: asyncio.Task[bytes | None] | None = None
    try:
        while True:
            waiting = waiting or asyncio.create_task(_next(chunks))
            await asyncio.wait({waiting}, timeout=_QUIET_SECONDS)
            if not waiting.done():
                yield KEEPALIVE_COMMENT
                continue
            chunk, waiting = waiting.result(), None
            if chunk is None:
                return
            yield chunk
    finally:
        if waiting is not None:
            waiting.cancel()
            await asyncio.wait({waiting})
        await chunks.aclose()


async def _next(chunks: AsyncGenerator[bytes, None]) -> bytes | None:
    return await anext(chunks, None)
