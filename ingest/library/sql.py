"""What is said to any SQL database in the same way."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

Row = tuple[Any, ...]

_VARIABLES = 900

T = TypeVar("T")


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at a time as one statement can name."""
    for first in range(0, len(values), _VARIABLES):
        yield values[first : first + _VARIABLES]


def escape_like(text: str) -> str:
    r"""A text as a LIKE pattern that means the text itself, with `ESCAPE '\'`."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
