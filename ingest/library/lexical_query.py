"""The query of the lexical search."""

from collections.abc import Iterable
from dataclasses import dataclass

FIRST_OTHER_LETTER = "\x80"
"""In the order of code points, letters outside of ASCII begin here."""


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """The terms that passages are searched for.

    Attributes:
        terms: The terms, as `tokenize` gives them.
        requires_all: Whether a passage must contain all terms; otherwise one is enough.
    """

    terms: tuple[str, ...]
    requires_all: bool = False


def any_of(terms: Iterable[str]) -> LexicalQuery:
    """Returns the query for passages that contain at least one of the terms."""
    return LexicalQuery(tuple(terms))


def all_of(terms: Iterable[str]) -> LexicalQuery:
    """Returns the query for passages that contain all of the terms."""
    return LexicalQuery(tuple(terms), requires_all=True)
