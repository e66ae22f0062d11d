"""Compares the words of texts."""

import re

_WORD = re.compile(r"\w+")


def same_words(text: str, other: str) -> bool:
    """Checks whether two texts have the same words, apart from case and punctuation."""
    words = _WORD.findall(text.casefold())
    return bool(words) and words == _WORD.findall(other.casefold())


def word_overlap(text: str, other: str) -> float:
    """Returns the share of the distinct words of `text` that occur in `other`, or 0 without words."""
    words = {word for word in _WORD.findall(text.casefold()) if len(word) > 2}
    return len(words & set(_WORD.findall(other.casefold()))) / len(words) if words else 0.0
