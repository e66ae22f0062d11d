"""Runs answers in a bounded thread pool: a number at once, a number waiting; stops answers that nobody waits for any more."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing, contextmanager
from contextvars import copy_context

from assistant.answers.answer import AnswerEvent, Event
from assistant.api.problems import ProblemError
from assistant.generative.cancellation import CancellationToken

_POLL_SECONDS = 0.05
_RETRY_SECONDS = 2


class _EndOfAnswer:
    """Follows the last event."""


_Item = Event | Exception | _EndOfAnswer


class AnswerPool:
    """The answers that are being made or wait.

    Args:
        at_once: The number of answers made at the same time.
        waiting: The number of further answers that may wait; more are refused.

    Attributes:
        open: The number of answers that are being made or wait.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._executor = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._capacity = at_once + waiting
        self._closing = False
        self._external: set[CancellationToken] = set()
        self.open = 0

    async def events(self, start: Callable[[], Iterator[Event]]) -> AsyncGenerator[Event, None]:
        """Yields the events of one answer. Closing the generator stops the answer.

        Args:
            start: Starts the answer, in the thread that makes it.

        Raises:
            ProblemError: 503 if too many answers wait, or the server is shutting down.
        """
        self._admit()
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[_Item]()
        token = CancellationToken()

        def put(item: _Item) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(queue.put_nowait, item)

        future = loop.run_in_executor(self._executor, copy_context().run, _run, start, token, put)
        future.add_done_callback(lambda _: self._release())
        try:
            while not isinstance(item := await queue.get(), _EndOfAnswer):
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            token.cancel()
            future.cancel()  # if it still waits for its turn

    async def answer(self, start: Callable[[], Iterator[Event]]) -> AnswerEvent:
        """Returns the last event of one answer; see `events`."""
        async with aclosing(self.events(start)) as events:
            async for event in events:
                if isinstance(event, AnswerEvent):
                    return event
        raise AssertionError("an answer ended without its last event")

    async def started_events(self, start: Callable[[], Iterator[Event]]) -> AsyncGenerator[Event, None]:
        """Waits for the first event and returns all events: errors in the question are raised before a response begins."""
        events = self.events(start)
        first = await anext(events)
        return _prepend(first, events)

    @contextmanager
    def external_answer(self, token: CancellationToken) -> Iterator[None]:
        """Registers an answer that is made outside the pool, such as the page's; `finish` waits for it too.

        Args:
            token: Stops the answer.
        """
        self._external.add(token)
        try:
            yield
        finally:
            self._external.discard(token)

    async def finish(self, seconds: float) -> None:
        """Refuses new answers and waits for those that are being made, for at most this long."""
        self._closing = True
        deadline = time.monotonic() + seconds
        while (self.open or self._external) and time.monotonic() < deadline:
            await asyncio.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """Stops answers and ends idle threads. Does not wait for a language model."""
        self._closing = True
        for token in list(self._external):
            token.cancel()
        self._executor.shutdown(wait=False, cancel_futures=True)

    @property
    def is_closing(self) -> bool:
        """Whether new answers are refused."""
        return self._closing

    def _admit(self) -> None:
        if self._closing:
            raise ProblemError(
                503, "ending", "the server is shutting down; try again after it has restarted", _RETRY_SECONDS
            )
        if self.open >= self._capacity:
            raise ProblemError(503, "too_busy", "too many questions are waiting; try again in a moment", _RETRY_SECONDS)
        self.open += 1

    def _release(self) -> None:
        self.open -= 1


async def _prepend(first: Event, others: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    async with aclosing(others):
        yield first
        async for event in others:
            yield event


def _run(start: Callable[[], Iterator[Event]], token: CancellationToken, put: Callable[[_Item], None]) -> None:
    """Makes one answer, event by event, until it is complete or cancelled."""
    try:
        with closing(start()) as events:  # type: ignore[type-var]  # a generator
            while not token.is_cancelled and (event := token.run(lambda: next(events, None))) is not None:
                put(event)
    except Exception as error:  # raised again where the events are awaited
        put(error)
    except BaseException as error:  # such as a panic in an extension written in Rust
        put(RuntimeError(f"{type(error).__name__}: {error}"))
    finally:
        put(_EndOfAnswer())
