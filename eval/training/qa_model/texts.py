"""Compares and joins texts of data sets whose tokenisations differ."""

import csv
from collections.abc import Collection, Sequence
from pathlib import Path

_TOKENS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}
_GLUED_BEFORE = frozenset([*".,;:!?)]%", "n't"])
_GLUED_AFTER = frozenset("([$")


def folded(text: str) -> str:
    """Returns only the letters and digits, in lower case; texts are compared across tokenisations in this form."""
    return "".join(character for character in text.lower() if character.isalnum())


def contains_any(text: str, answers: Collection[str]) -> bool:
    """Checks whether a text contains one of the answers, even inside a word, ignoring case."""
    text = text.casefold()
    return any(answer.casefold() in text for answer in answers)


def joined(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Joins Penn Treebank tokens to a text; returns it with the characters of each token."""
    text, spans, quoted = "", [], False
    for token in tokens:
        word = _TOKENS.get(token, token)
        glued = not text or word in _GLUED_BEFORE or text[-1] in _GLUED_AFTER or word.startswith("'")
        if word == '"':
            glued, quoted = quoted or not text, not quoted
        elif text.endswith('"') and quoted:
            glued = True
        text += word if glued else f" {word}"
        spans.append((len(text) - len(word), len(text)))
    return text, spans


def tab_separated_rows(file: Path) -> list[list[str]]:
    """Reads the rows of a tab-separated file."""
    with file.open(newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
