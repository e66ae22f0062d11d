"""Runs property tests for a time: `make fuzz` sets `FUZZ_SECONDS`; without it, each test tries a few fixed examples."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
"""The time for each test that calls `fuzz`."""

Example = TypeVar("Example")

_EXAMPLES_AT_ONCE = 200


def fuzz(strategy: st.SearchStrategy[Example], check: Callable[[Example], None], examples: int) -> None:
    """Checks examples; hypothesis shrinks one that fails.

    Args:
        strategy: Makes the examples.
        check: Raises an error for a bad one.
        examples: The number of examples without `FUZZ_SECONDS`.
    """
    deadline = time.monotonic() + SECONDS
    is_timed = SECONDS > 0
    while True:
        number = _EXAMPLES_AT_ONCE if is_timed else examples
        run = settings(max_examples=number, derandomize=not is_timed, database=None)(given(strategy)(check))
        run()
        if time.monotonic() >= deadline:
            return
