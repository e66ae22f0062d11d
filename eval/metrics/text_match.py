"""When a text holds an answer: the same words, whatever their case, accents, punctuation and spacing."""

import re
import unicodedata
from collections.abc import Sequence

_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether a text holds one of the answers, case, punctuation and spacing folded, at the borders of words; "Brazil's" holds "Brazil"."""
    versions = [f" {fold(one)} " for one in (text, _POSSESSIVE.sub("", text))]
    folded = [f" {fold(answer)} " for answer in answers if fold(answer)]
    return any(answer in version for answer in folded for version in versions)


def fold(text: str) -> str:
    """Lower case, without accents and punctuation, single spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain.replace("'", "").replace("’", "")))
