"""Makes regular expressions of word lists."""

import re


def any_word(words: str) -> re.Pattern[str]:
    """Returns a pattern for whole words in any case.

    Args:
        words: Regular expressions without spaces, separated by spaces; an underscore stands for a space.
    """
    return re.compile(rf"(?<!\w)(?:{_alternatives(words)})(?!\w)", re.IGNORECASE)


def any_characters(words: str) -> re.Pattern[str]:
    """Returns a pattern for words that are written without spaces; see `any_word`."""
    return re.compile(_alternatives(words))


def _alternatives(words: str) -> str:
    return "|".join(word.replace("_", r"\s+") for word in words.split())
