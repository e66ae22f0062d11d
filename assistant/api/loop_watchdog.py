"""Watches the event loop: a stall is logged with the stack of the loop's thread, and counted."""

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable

from assistant.ingest.budgets import MAX_LOOP_STALL_SECONDS

_log = logging.getLogger(__name__)


class LoopWatchdog:
    """A thread that asks the running event loop for a sign of life at intervals. Create it in the loop's thread.

    Args:
        on_stall: Called once for each stall, in the watchdog's thread, with the stack of the loop's thread.
        max_stall_seconds: The longest time without a sign of life.
    """

    def __init__(self, on_stall: Callable[[str], None], max_stall_seconds: float = MAX_LOOP_STALL_SECONDS) -> None:
        self._on_stall = on_stall
        self._max_stall_seconds = max_stall_seconds
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._responded = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="event loop watchdog", daemon=True)

    def __enter__(self) -> "LoopWatchdog":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(self._max_stall_seconds / 4):
            self._responded.clear()
            asked = time.monotonic()
            try:
                self._loop.call_soon_threadsafe(self._responded.set)
            except RuntimeError:  # the loop has ended
                return
            if not self._responded.wait(self._max_stall_seconds):
                self._report(_stack_of(self._loop_thread))
                self._wait_for_response()
            elif time.monotonic() - asked > self._max_stall_seconds:
                self._report("unknown: no thread of the process could run")  # a C extension held the GIL

    def _wait_for_response(self) -> None:
        while not (self._responded.wait(self._max_stall_seconds) or self._stop.is_set()):
            pass

    def _report(self, stack: str) -> None:
        _log.warning("the event loop did not respond for %g s; it was here:\n%s", self._max_stall_seconds, stack)
        self._on_stall(stack)


def _stack_of(thread: int) -> str:
    frame = sys._current_frames().get(thread)
    return "".join(traceback.format_stack(frame)) if frame else "unknown"
