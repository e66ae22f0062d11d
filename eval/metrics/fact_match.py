"""Decides whether a text states a fact that is given in alternative wordings.

Numbers matter more here than in `text_match`: "$", "%" and decimal points count, separators of thousands do not.
"""

import re
import unicodedata
from collections.abc import Iterable

_THOUSANDS_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3})")
_PUNCTUATION = re.compile(r"[^\w$%.]+|\.(?!\d)")


def states_fact(text: str, wordings: Iterable[str]) -> bool:
    """Checks whether a text contains one of the wordings as whole words."""
    normalized = _normalize(text)
    return any(_normalize(wording) in normalized for wording in wordings)


def _normalize(text: str) -> str:
    """Returns a text in lower case between spaces, without accents, possessives and punctuation."""
    lower = text.lower().replace("’", "'").replace("'s", " ")
    without_accents = "".join(char for char in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(char))
    return f" {_PUNCTUATION.sub(' ', _THOUSANDS_SEPARATOR.sub('', without_accents)).strip()} "
