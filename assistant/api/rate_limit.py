"""Limits the requests of one caller in a minute."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.api.problems import ProblemError

_MAX_CLOCK_STEP_SECONDS = 30.0


class RateLimit:
    """Counts requests by caller.

    Args:
        per_minute: The number of requests allowed in any minute; 0 for no limit.
    """

    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._begin()

    def count(self, caller: str) -> None:
        """Counts a request.

        Raises:
            ProblemError: 429, with the seconds until the next request is allowed.
        """
        if self._item is None:
            return
        if abs(_clock_offset() - self._offset) > _MAX_CLOCK_STEP_SECONDS:
            self._begin()  # with the clock set back, the requests counted so far would lie in the future for as long
        if self._limiter.hit(self._item, caller):
            return
        reset = self._limiter.get_window_stats(self._item, caller).reset_time
        raise ProblemError(
            429,
            "rate_limited",
            f"at most {self._item.amount} requests a minute are answered; try again after a while",
            max(1, math.ceil(reset - time.time())),
        )

    def _begin(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._offset = _clock_offset()


def _clock_offset() -> float:
    """Returns how far the clock is ahead of the time that nobody can set."""
    return time.time() - time.monotonic()
