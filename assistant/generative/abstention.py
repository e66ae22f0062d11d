"""How a language model says that the passages do not answer: by the word that it is told to write, or in words of its own."""

import re

SENTINEL = "NOT_FOUND"
"""What the prompt asks for where the passages do not answer."""

_SENTINEL = re.compile(r"\W*not[_ ]?found\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"\b(?:passages?|articles?|texts?|context|information|sources?)\b.{0,40}\b(?:do|does|did|is|are) not\b"
    r"|\bnone of the (?:\w+ )?(?:passages|articles|sources)\b"
    r"|\bno (?:information|mention|answer)\b|\bnot (?:mentioned|stated|specified|provided) in\b",
    re.IGNORECASE,
)


def opens_with_sentinel(text: str) -> bool:
    """Whether an answer is the word itself."""
    return _SENTINEL.match(text) is not None


def may_become_sentinel(text: str) -> bool:
    """Whether an answer, as far as it has come, may still turn out to be the word."""
    return SENTINEL.startswith(text.strip().upper()[: len(SENTINEL)])


def abstains(sentence: str) -> bool:
    """Whether a sentence says that there is no answer."""
    return opens_with_sentinel(sentence) or _SAYS_NOTHING.search(sentence) is not None
