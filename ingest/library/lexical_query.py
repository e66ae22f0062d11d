"""The query of the lexical search."""

from collections.abc import Iterable
from dataclasses import dataclass

FIRST_OTHER_LETTER = "\x80"
"""In the order of code points, letters outside of ASCII begin here."""


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """The words that passages are searched for.

    Attributes:
        words: The words in lower case, as `content_words` gives them.
        requires_all: Whether a passage must contain all words; otherwise one is enough.
        language: The tag of their language.
    """

    words: tuple[str, ...]
    requires_all: bool = False
    language: str = "en"


def any_of(words: Iterable[str], language: str = "en") -> LexicalQuery:
    """Returns the query for passages that contain at least one of the words."""
    return LexicalQuery(tuple(words), language=language)


def all_of(words: Iterable[str], language: str = "en") -> LexicalQuery:
    """Returns the query for passages that contain all of the words."""
    return LexicalQuery(tuple(words), requires_all=True, language=language)
