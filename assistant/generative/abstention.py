"""Recognises that a language model abstains: by the sentinel of the prompt, or in its own words."""

import re

SENTINEL = "NOT_FOUND"
"""Answer that the prompt asks for if the passages do not answer the question."""

_SENTINEL = re.compile(r"\W*not[_ ]?found\b", re.IGNORECASE)
_NO_ANSWER = re.compile(
    r"\b(?:passages?|articles?|texts?|context|information|sources?)\b.{0,40}\b(?:do|does|did|is|are) not\b"
    r"|\bnone of the (?:\w+ )?(?:passages|articles|sources)\b"
    r"|\bno (?:information|mention|answer)\b|\bnot (?:mentioned|stated|specified|provided) in\b",
    re.IGNORECASE,
)


def starts_with_sentinel(text: str) -> bool:
    """Checks whether an answer starts with the sentinel."""
    return _SENTINEL.match(text) is not None


def may_become_sentinel(text: str) -> bool:
    """Checks whether the beginning of an answer may still become the sentinel."""
    return SENTINEL.startswith(text.strip().upper()[: len(SENTINEL)])


def abstains(sentence: str) -> bool:
    """Checks whether a sentence says that there is no answer."""
    return starts_with_sentinel(sentence) or _NO_ANSWER.search(sentence) is not None
