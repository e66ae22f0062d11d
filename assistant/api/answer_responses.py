"""Sends answers: server-sent events while an answer is made, or the whole answer; stops the work when the client disconnects."""

import asyncio
import json
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from assistant.answers.answer import Event
from assistant.api.problems import problem_body, problem_of

_KEEPALIVE_SECONDS = 15.0
EVENT_STREAM_TYPE = "text/event-stream"
EVENT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "One event of the stream.",
    "properties": {"event": {"type": "string"}, "data": {"type": "string", "description": "JSON."}},
}
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
T = TypeVar("T")


class EventStream(EventSourceResponse):
    """A stream of server-sent events, with keep-alive comments for proxies. Closes the source when the client disconnects."""

    def __init__(self, chunks: AsyncGenerator[bytes, None]) -> None:
        self._chunks = _with_keepalive(chunks)
        super().__init__(self._chunks, headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events."""
        async with aclosing(self._chunks):
            await super().__call__(scope, receive, send)


async def answer_events(events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    """Yields each event under its kind; last `answer`, or `problem` if the answer failed."""
    try:
        async with aclosing(events):
            async for event in events:
                yield format_sse_event(event=event.kind, data_str=_EVENT.dump_json(event).decode())
    except Exception as error:  # the status is sent already: the problem follows as an event
        yield format_sse_event(event="problem", data_str=json.dumps(problem_body(problem_of(error))))


async def run_while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Returns the result of the work; cancels it when the client disconnects.

    Args:
        request: A request whose body has been read.
        work: The work for the request.

    Raises:
        ClientDisconnect: If the client disconnected first.
    """
    work_task = asyncio.ensure_future(work)
    disconnect_task = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({work_task, disconnect_task}, return_when=asyncio.FIRST_COMPLETED)
        if not work_task.done():
            raise ClientDisconnect
        return await work_task
    finally:
        work_task.cancel()
        disconnect_task.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _with_keepalive(chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    pending: asyncio.Task[bytes | None] | None = None
    try:
        while True:
            pending = pending or asyncio.create_task(_next(chunks))
            await asyncio.wait({pending}, timeout=_KEEPALIVE_SECONDS)
            if not pending.done():
                yield KEEPALIVE_COMMENT
                continue
            chunk, pending = pending.result(), None
            if chunk is None:
                return
            yield chunk
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.wait({pending})
        await chunks.aclose()


async def _next(chunks: AsyncGenerator[bytes, None]) -> bytes | None:
    return await anext(chunks, None)
