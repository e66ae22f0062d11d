"""Runs answers in threads of their own: so many at once, so many waiting, and none for a reader who has gone."""

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


class _Ended:
    """Follows the last event."""


class Answers:
    """The answers that are being made.

    Args:
        at_once: So many are made at the same time.
        waiting: So many more may wait for their turn; others are refused.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._executor = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._most = at_once + waiting
        self._closing = False
        self.open = 0
        """How many are being made or wait."""
        self._elsewhere: set[CancellationToken] = set()

    async def events(self, begin: Callable[[], Iterator[Event]]) -> AsyncGenerator[Event, None]:
        """The events of one answer; closing this stops what makes them.

        Args:
            begin: Starts the answer, in the thread that it is made in.

        Raises:
            ProblemError: 503 if too many wait, or the server is about to end.
        """
        self._admit()
        loop, events = asyncio.get_running_loop(), asyncio.Queue[Event | Exception | _Ended]()
        stop = CancellationToken()

        def tell(one: Event | Exception | _Ended) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(events.put_nowait, one)

        work = loop.run_in_executor(self._executor, copy_context().run, _make, begin, stop, tell)
        work.add_done_callback(lambda _: self._left())
        try:
            while not isinstance(one := await events.get(), _Ended):
                if isinstance(one, Exception):
                    raise one
                yield one
        finally:
            stop.set()
            work.cancel()  # where it still waits for its turn

    async def answer(self, begin: Callable[[], Iterator[Event]]) -> AnswerEvent:
        """The last event of one answer; see `events`."""
        async with aclosing(self.events(begin)) as events:
            async for event in events:
                if isinstance(event, AnswerEvent):
                    return event
        raise AssertionError("an answer ended without its last event")

    async def begun(self, begin: Callable[[], Iterator[Event]]) -> AsyncGenerator[Event, None]:
        """The same as `events`, once there is a first one: what is wrong with a question is raised before anything is sent."""
        events = self.events(begin)
        first = await anext(events)
        return _again(first, events)

    @contextmanager
    def made_elsewhere(self, stop: CancellationToken) -> Iterator[None]:
        """An answer that another thread makes, as for the page; `finish` waits for it too.

        Args:
            stop: Ends it.
        """
        self._elsewhere.add(stop)
        try:
            yield
        finally:
            self._elsewhere.discard(stop)

    async def finish(self, seconds: float) -> None:
        """Takes no more, and waits for those that are being made, but no longer than this."""
        self._closing = True
        ends = time.monotonic() + seconds
        while (self.open or self._elsewhere) and time.monotonic() < ends:
            await asyncio.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """Ends the threads as soon as they have nothing to do, and waits for no model any more."""
        self._closing = True
        for stop in list(self._elsewhere):
            stop.set()
        self._executor.shutdown(wait=False, cancel_futures=True)

    @property
    def is_closing(self) -> bool:
        """Whether no more are taken."""
        return self._closing

    def _admit(self) -> None:
        if self._closing:
            raise ProblemError(
                503, "ending", "the server is about to end; try again when it has started anew", _RETRY_SECONDS
            )
        if self.open >= self._most:
            raise ProblemError(503, "too_busy", "too many questions are waiting; try again in a moment", _RETRY_SECONDS)
        self.open += 1

    def _left(self) -> None:
        self.open -= 1


async def _again(first: Event, others: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    async with aclosing(others):
        yield first
        async for event in others:
            yield event


def _make(
    begin: Callable[[], Iterator[Event]], stop: CancellationToken, tell: Callable[[Event | Exception | _Ended], None]
) -> None:
    """Makes one answer, event by event, until it is done or nobody wants it any more."""
    try:
        with closing(begin()) as events:  # type: ignore[type-var]  # a generator
            while not stop.is_set() and (event := stop.heard(lambda: next(events, None))) is not None:
                tell(event)
    except Exception as error:  # told to whoever waits for it
        tell(error)
    finally:
        tell(_Ended())
