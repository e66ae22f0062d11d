"""When a text holds an answer: the same words, whatever their case, accents, punctuation and spacing."""

import re
import unicodedata
from collections.abc import Sequence


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether a text holds one of the answers, case, punctuation and spacing folded, at the borders of words."""
    folded = f" {fold(text)} "
    return any(f" {fold(answer)} " in folded for answer in answers if fold(answer))


def fold(text: str) -> str:
    """Lower case, without accents and punctuation, single spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", plain.replace("'", "").replace("’", "")))
