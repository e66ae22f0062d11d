"""A lexical query: the terms that a passage is searched for."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordQuery:
    """What a passage is searched for.

    Attributes:
        terms: As `terms` gives them.
        every: Whether a passage must hold all of them; one is enough unless set.
    """

    terms: tuple[str, ...]
    every: bool = False


def any_of(words: Iterable[str]) -> WordQuery:
    """Passages that hold one of the terms or more."""
    return WordQuery(tuple(words))


def all_of(words: Iterable[str]) -> WordQuery:
    """Passages that hold every one of the terms."""
    return WordQuery(tuple(words), every=True)
