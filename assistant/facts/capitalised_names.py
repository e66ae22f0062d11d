"""Names in a text, found by their form alone: runs of capitalised words, and what kind of thing each is likely to be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assistant.facts.name_words import (
    FEMALE,
    HONORIFIC,
    HONORIFIC_FEMALE,
    HONORIFIC_MALE,
    MALE,
    NEVER_NAMES,
    NO_PERSON,
    OPENS_QUESTION,
)
from assistant.ingest.language.english import FUNCTION_WORDS

Gender = Literal["male", "female"]

_WORD = r"(?:(?:[^\W\d_a-zß-ÿ]\.)+|[^\W\d_a-zß-ÿ][\w’'&-]*)"
_JOINS = r"(?: (?:of the|of|de la|de|da|del|der|van der|van|von|du|di|bin|al|&) | )"
_NAME = re.compile(rf"(?<![\w’'])(?:[Tt]he )?{_WORD}(?:{_JOINS}{_WORD}|,? Jr\.?| \d{{1,4}}\b)*")
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?]|\n)[\s\"“‘'(\[]*$")
_LIKELY = 1.0
_AROUND = 200  # characters that are looked at before and after a name: a long text has very many
_OPENS_PERSON = MALE | FEMALE | HONORIFIC | HONORIFIC_MALE | HONORIFIC_FEMALE


@dataclass(frozen=True)
class Name:
    """A name as a text has it.

    Attributes:
        text: The words, without a possessive ending or an article before them.
        start: Where it begins in the text.
        before: The word before it, in lower case; empty where there is none.
        after: The word after it, in lower case.
    """

    text: str
    start: int = 0
    before: str = ""
    after: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words in lower case, without punctuation."""
        return tuple(re.findall(r"[^\W_]+", self.text.lower()))

    @property
    def gender(self) -> Gender | None:
        """Whether "he" or "she" can mean it; None where either can."""
        first = self.words[0]
        male, female = first in MALE | HONORIFIC_MALE, first in FEMALE | HONORIFIC_FEMALE
        if male == female:
            return None
        return "male" if male else "female"

    @cached_property
    def person_score(self) -> float:
        """How much speaks for a person; from `1` on it is likely one."""
        known = self.words[0] in _OPENS_PERSON
        score = 2.0 if known else 0.0
        if len(self.words) in (2, 3) and not any(word in FUNCTION_WORDS or word[0].isdigit() for word in self.words):
            score += 1.0
        if self.after in {"said", "says", "told", "who", "added", "born", "’s", "wrote", "argued"}:
            score += 1.0
        if self.before in {"in", "at", "near", "from", "the", "across", "through"}:
            score -= 1.0 if known else 2.0
        if any(word in NO_PERSON for word in self.words) or self.text.isupper() or self.text[:1] in '"“':
            score -= 3.0
        return score

    @property
    def is_person(self) -> bool:
        """Likely a person."""
        return self.person_score >= _LIKELY

    @property
    def is_place(self) -> bool:
        """Likely a place, as far as the words before it say so."""
        return self.before in {"in", "at", "near", "from", "to", "across", "into", "around"} and not self.is_person

    def within(self, other: "Name") -> bool:
        """It is the other one, or a part of it."""
        return all(word in other.words or word.removesuffix("s") in other.words for word in self.words)


def find_names(text: str, known: frozenset[str] = frozenset()) -> list[Name]:
    """The names of a text, in order.

    Args:
        text: Any text.
        known: Words in lower case that are names elsewhere: a single one that opens a sentence counts only if it is among them.
    """
    return [name for match in _NAME.finditer(text) if (name := _name(text, match, known))]


def names_in_question(text: str, known: frozenset[str] = frozenset()) -> list[Name]:
    """The names of a question.

    Its first word is a name where it is none that questions open with; a question of nothing but a title is that one name; and where
    nothing is capitalised, known names are found all the same.
    """
    if _is_title(text):
        return [Name(text.strip(" .?!"))]
    first = re.match(r"[^\W_]+", text)
    opening = first.group().lower() if first and first.group() != first.group().lower() else ""
    found = find_names(text, known | ({opening} - OPENS_QUESTION - FUNCTION_WORDS))
    return found or _lower_case_names(text, known)


def _is_title(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W_][\w’'.-]*", text) if word.lower() not in FUNCTION_WORDS]
    return bool(words) and "?" not in text and all(word[0].isupper() or word[0].isdigit() for word in words)


def _lower_case_names(text: str, known: frozenset[str]) -> list[Name]:
    return [
        Name(match.group(), match.start())
        for match in re.finditer(r"[^\W\d_]{4,}", text)
        if match.group() in known - NO_PERSON
    ]


def _name(text: str, match: "re.Match[str]", known: frozenset[str]) -> Name | None:
    found, start = match.group(), match.start()
    opens = bool(_OPENS_SENTENCE.search(text[max(0, start - _AROUND) : start]))
    words = found.split(" ")
    while words and (_plain(words[0]) in FUNCTION_WORDS or (len(words) == 1 and _plain(words[0]) in NEVER_NAMES)):
        start += len(words.pop(0)) + 1
        opens = False
    if not words or (opens and len(words) == 1 and _plain(words[0]) not in known and not _is_shouted(words[0])):
        return None
    found = re.sub(r"['’]s?$", "", " ".join(words)).strip('"“(-')
    if not found:
        return None
    before = re.findall(r"[^\W_]+", text[max(0, start - _AROUND) : start].lower())[-1:]
    after = re.findall(r"[^\W_]+", text[match.end() : match.end() + _AROUND].lower())[:1]
    return Name(found, start, "".join(before), "".join(after))


def _is_shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _plain(word: str) -> str:
    return re.sub(r"['’].*$", "", word.lower().strip('"“(.'))


def capitalised(texts: Iterable[str]) -> frozenset[str]:
    """The words, in lower case, that stand capitalised inside of a sentence: names, wherever else they stand."""
    found: set[str] = set()
    for text in texts:
        for name in find_names(text):
            found.update(word for word in name.words if word not in FUNCTION_WORDS)
    return frozenset(found)
