"""Decides whether a text contains an answer, ignoring case, accents, punctuation and spacing."""

import re
import unicodedata
from collections.abc import Sequence

_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)


def contains_answer(text: str, answers: Sequence[str]) -> bool:
    """Checks whether a text contains one of the answers as whole words; "Brazil's" contains "Brazil"."""
    versions = [f" {normalize_text(version)} " for version in (text, _POSSESSIVE.sub("", text))]
    normalized = [f" {normalize_text(answer)} " for answer in answers if normalize_text(answer)]
    return any(answer in version for answer in normalized for version in versions)


def normalize_text(text: str) -> str:
    """Returns a text in lower case, without accents and punctuation, with single spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain.replace("'", "").replace("’", "")))
