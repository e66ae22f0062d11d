"""What shows that a sentence in a language other than English states a name or a number."""

import re

import regex

_NAME = r"\p{Lu}\p{Ll}[\p{L}'’-]*"
PERSON_NAME: re.Pattern[str] = regex.compile(rf"\b{_NAME}\s+(?:\p{{Lu}}\.\s*)?{_NAME}")
"""Two capitalised words beside each other. In German, where nouns are capitalised, they show nothing."""


def number_sign(words: str) -> re.Pattern[str]:
    """Returns the pattern of a digit or a number word; see `any_word` for the words."""
    alternatives = "|".join(word.replace("_", r"\s+") for word in words.split())
    return re.compile(rf"\d|(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
