"""Helpers for any SQL database."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Row = tuple[Any, ...]

RunQuery = Callable[[str, Sequence[Any]], list[Row]]
"""Runs a statement with the values of its question marks; returns its rows."""

_MAX_VARIABLES = 900

T = TypeVar("T")


def batches(values: Sequence[T], values_each: int = 1) -> Iterator[Sequence[T]]:
    """Yields the values in batches that fit the variables of one statement, of which each takes so many."""
    size = _MAX_VARIABLES // values_each
    for first in range(0, len(values), size):
        yield values[first : first + size]


def placeholders(values: Sequence[object]) -> str:
    """Returns a question mark for each value, separated by commas."""
    return ",".join("?" * len(values))


def escape_like(text: str) -> str:
    r"""Escapes a text for a LIKE pattern with `ESCAPE '\'`, so that the pattern matches the text itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
