"""Looks up names in a text in any of their forms: "U.N." and "United Nations", "Russian" and "Russia"."""

import re
import unicodedata
from functools import cached_property

from assistant.ingest.language.capitalised import capitalised_runs
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize

_WORD = re.compile(r"(?<!\w)[^\W\d_][\w.'’&-]*")
_DEMONYM_ENDING = re.compile(r"(?:n|an|ian|ese|ish|i|s)?")
_MIN_ROOT_CHARS = 4


class NamesInText:
    """The words, initials and acronyms of a text, for looking up names.

    Args:
        text: Any text.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_without_accents(term) for term in tokenize(self._text))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self._words)

    @cached_property
    def _acronyms(self) -> frozenset[str]:
        """The acronyms in the text, and the initials of its names."""
        words = (_without_punctuation(match.group()) for match in _WORD.finditer(self._text))
        initials = {_initials(name) for name in capitalised_runs(self._text) if len(name) > 1}
        return frozenset({word for word in words if word.isupper()} | initials)

    def missing(self, name: tuple[str, ...]) -> list[str]:
        """Returns the words of a name that the text does not have in any form."""
        if len(name) > 1 and _initials(name) in self._acronyms:
            return []
        return [word for word in name if not self._has(word)]

    def _has(self, word: str) -> bool:
        acronym = _without_punctuation(word)
        if acronym.isupper() and len(acronym) > 1 and acronym in self._acronyms:
            return True
        return all(self._has_part(_without_accents(part)) for part in tokenize(word))

    def _has_part(self, part: str) -> bool:
        return (
            part in FUNCTION_WORDS
            or stem(part) in self._stems
            or any(_have_same_root(part, word) for word in self._words)
        )


def _have_same_root(word: str, other: str) -> bool:
    """Checks whether two words differ like "Russia" and "Russian", or "Italy" and "Italian"."""
    short, long = sorted((word, other), key=len)
    root = short[:-1]
    if len(root) < _MIN_ROOT_CHARS or not long.startswith(root):
        return False
    ending = long[len(short) :] if long.startswith(short) else long[len(root) :]
    return _DEMONYM_ENDING.fullmatch(ending) is not None


def _initials(name: tuple[str, ...]) -> str:
    return "".join(word[0] for word in name).upper()


def _without_punctuation(word: str) -> str:
    return re.sub(r"[.'’&-]", "", word)


def _without_accents(term: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", term.lower()) if not unicodedata.combining(char))
