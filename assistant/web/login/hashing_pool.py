"""Runs password hashes in threads: only a few at once, and with a timeout."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from assistant.ingest.errors import AssistantError

T = TypeVar("T")

_MAX_AT_ONCE = 2  # each takes 19 MiB, or 64 MiB if an earlier version made it
_MAX_THREADS = 16  # including those that were given up
_TIMEOUT_SECONDS = 20.0


class HashingUnavailableError(AssistantError):
    """A hash took too long, or too many hashes do not return."""


class HashingPool:
    """Runs hashes in threads of their own. A hash that does not return in time is given up and loses its slot.

    Args:
        at_once: How many hashes run at once.
        timeout_seconds: How long a hash may take.
    """

    def __init__(self, at_once: int = _MAX_AT_ONCE, timeout_seconds: float = _TIMEOUT_SECONDS) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._timeout_seconds = timeout_seconds
        self._threads = 0
        self._lock = threading.Lock()

    async def run(self, hash_function: Callable[[], T]) -> T:
        """Waits for a slot, runs a function in a thread, and returns its result.

        Raises:
            HashingUnavailableError: If it does not return in time, or too many threads do not return.
        """
        async with self._slots:
            self._count_thread()
            loop = asyncio.get_running_loop()
            result: asyncio.Future[T] = loop.create_future()
            # A daemon thread: one that hangs must not keep the process from exiting.
            threading.Thread(target=self._work, args=(hash_function, loop, result), daemon=True).start()
            try:
                return await asyncio.wait_for(result, self._timeout_seconds)
            except TimeoutError as error:
                raise HashingUnavailableError("checking the password took too long; try again") from error

    def _count_thread(self) -> None:
        with self._lock:
            if self._threads >= _MAX_THREADS:
                raise HashingUnavailableError("passwords cannot be checked now; restart the server")
            self._threads += 1

    def _work(
        self, hash_function: Callable[[], T], loop: asyncio.AbstractEventLoop, result: "asyncio.Future[T]"
    ) -> None:
        value, error = None, None
        try:
            value = hash_function()
        except Exception as caught:
            error = caught
        finally:
            with self._lock:
                self._threads -= 1

        def finish() -> None:
            if result.done():  # given up
                return
            if error is not None:
                result.set_exception(error)
            else:
                result.set_result(value)  # type: ignore[arg-type]  # the function has returned

        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(finish)
