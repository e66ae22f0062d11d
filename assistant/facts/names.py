"""Names of a text, and whether another text has them in one form or another: "U.N." and "United Nations", "Russian" and "Russia"."""

import re
import unicodedata
from functools import cached_property

from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize

_WORD = re.compile(r"(?<!\w)[^\W\d_][\w.'’&-]*", re.UNICODE)
_POSSESSIVE = re.compile(r"['’]s$")
_DEMONYM = re.compile(r"(?:n|an|ian|ese|ish|i|s)?")
_SHORTEST_ROOT = 4
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_CALENDAR = frozenset(_MONTHS) | {month[:3] for month in _MONTHS} | {"sept"}
_NO_NAMES = (
    FUNCTION_WORDS
    | _CALENDAR
    | frozenset({"mr", "mrs", "ms", "dr", "according", "yes", "however", "although", "there"})
)


def name_runs(text: str) -> list[tuple[str, ...]]:
    """The names of a text, each as its words in a row.

    A capital at the beginning of a text says nothing: such a word counts only where another capital follows it, or where it has one inside.
    """
    runs: list[tuple[str, ...]] = []
    run: list[str] = []
    last = -2
    for position, match in enumerate(_WORD.finditer(text)):
        word = _POSSESSIVE.sub("", match.group()).rstrip(".-'’")
        if not _is_capital(word):
            continue
        if run and (position != last + 1 or _parts(text[: match.start()], run[-1])):
            runs.append(tuple(run))
            run = []
        run.append(word)
        last = position
    if run:
        runs.append(tuple(run))
    opening = _opening(text)
    return [run for run in runs if not (len(run) == 1 and run[0] == opening and not _has_inner_capital(run[0]))]


class NamesInText:
    """The words, initials and acronyms of a text, to look names up in.

    Args:
        text: Any text.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(_plain(term)) for term in tokenize(self._text))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_plain(term) for term in tokenize(self._text))

    @cached_property
    def _acronyms(self) -> frozenset[str]:
        """Those that are written out, and the initials of the names."""
        written = {
            _squeezed(match.group()) for match in _WORD.finditer(self._text) if _squeezed(match.group()).isupper()
        }
        return frozenset(written | {_initials(run) for run in name_runs(self._text) if len(run) > 1})

    def missing(self, run: tuple[str, ...]) -> list[str]:
        """The words of a name that the text does not have."""
        if len(run) > 1 and _initials(run) in self._acronyms:
            return []
        return [word for word in run if not self._has(word)]

    def _has(self, word: str) -> bool:
        squeezed = _squeezed(word)
        if squeezed.isupper() and len(squeezed) > 1 and squeezed in self._acronyms:
            return True
        return all(self._has_part(_plain(part)) for part in tokenize(word))

    def _has_part(self, part: str) -> bool:
        return (
            part in FUNCTION_WORDS or stem(part) in self._stems or any(_same_root(part, other) for other in self._words)
        )


def _same_root(one: str, other: str) -> bool:
    """Whether two words differ as "Russia" and "Russian", "Italy" and "Italian" do."""
    short, long = sorted((one, other), key=len)
    root = short[:-1]
    if len(root) < _SHORTEST_ROOT or not long.startswith(root):
        return False
    rest = long[len(short) :] if long.startswith(short) else long[len(root) :]
    return _DEMONYM.fullmatch(rest) is not None


def _is_capital(word: str) -> bool:
    return bool(word) and word[0].isupper() and word.lower() not in _NO_NAMES


def _has_inner_capital(word: str) -> bool:
    return any(char.isupper() for char in word[1:])


def _opening(text: str) -> str:
    match = _WORD.search(text)
    return _POSSESSIVE.sub("", match.group()).rstrip(".-'’") if match else ""


def _parts(before: str, last: str) -> bool:
    """Whether something other than a space parts two words."""
    between = before[before.rfind(last) + len(last) :]
    return between.strip(" .'’s") != ""


def _initials(run: tuple[str, ...]) -> str:
    return "".join(word[0] for word in run).upper()


def _squeezed(word: str) -> str:
    return re.sub(r"[.'’&-]", "", word)


def _plain(term: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", term.lower()) if not unicodedata.combining(char))
