"""How the time of a computation grows with the size of its input."""

import time
from collections.abc import Callable

_FACTOR = 4
_MAX_RATIO = 9  # 4 for linear time, 16 for quadratic time
_MEASURABLE_SECONDS = 0.002


def seconds_of(work: Callable[[int], object], size: int, repeats: int = 3) -> float:
    """Returns the shortest processor time of several runs."""
    times = []
    for _ in range(repeats):
        started = time.thread_time()
        work(size)
        times.append(time.thread_time() - started)
        if times[-1] > 1:
            break
    return min(times)


def grows_faster_than_linear(work: Callable[[int], object], largest: int = 32_000) -> bool:
    """Checks whether four times the input takes much more than four times as long, for the sizes that can be measured.

    A size counts only if it takes measurable time, and the growth must be seen three times: noise does not last.
    """
    size = 500
    while size * _FACTOR <= largest:
        small = seconds_of(work, size)
        if small > _MEASURABLE_SECONDS / _FACTOR:
            large = seconds_of(work, size * _FACTOR)
            if large > _MEASURABLE_SECONDS and large > _MAX_RATIO * small:
                again = (seconds_of(work, size * _FACTOR) > _MAX_RATIO * seconds_of(work, size) for _ in range(2))
                if all(again):
                    return True
            if large > 0.5:
                return False  # linear so far, and larger inputs take too long
        size *= 2
    return False


def assert_linear(work: Callable[[int], object], largest: int = 64_000) -> None:
    """Asserts that the time grows in proportion to the size."""
    assert not grows_faster_than_linear(work, largest)
