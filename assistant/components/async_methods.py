"""Async versions of blocking methods: each call runs in a thread, so that the event loop stays free."""

import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from assistant.generative.cancellation import CancellationToken

P = ParamSpec("P")
T = TypeVar("T")
Owner = TypeVar("Owner")


def async_twin(
    method: Callable[Concatenate[Owner, P], T],
) -> Callable[Concatenate[Owner, P], Coroutine[Any, Any, T]]:
    """Makes the async twin of a method: the same parameters and result, run in a thread."""

    @wraps(method)
    async def twin(self: Owner, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await run_in_thread(method, self, *args, **kwargs)

    twin.__name__ = f"a{method.__name__}"
    twin.__qualname__ = f"{method.__qualname__.rpartition('.')[0]}.{twin.__name__}"
    twin.__doc__ = f"Runs `{method.__name__}` in a thread."
    return twin


async def iterate_in_threads(events: Generator[T, None, None]) -> AsyncGenerator[T, None]:
    """Iterates over a generator, each step in a thread.

    Closing or cancelling the iteration stops a language model that is writing, waits for the running step and closes the generator.
    """
    step_lock, token = threading.Lock(), CancellationToken()  # a cancelled step continues in its thread

    def next_event() -> T | None:
        with step_lock:
            return token.run(lambda: next(events, None))

    def close() -> None:
        with step_lock:
            events.close()

    try:
        while (event := await run_in_thread(next_event)) is not None:
            yield event
    finally:
        from asyncio import shield

        token.cancel()
        await shield(run_in_thread(close))


async def run_in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs a function in a thread and returns its result."""
    from asyncio import to_thread  # a caller that awaits has imported it already

    return await to_thread(work, *args, **kwargs)
