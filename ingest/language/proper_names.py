"""Finds proper names in English text by their form (runs of capitalised words), and guesses what each one names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assistant.ingest.language.english import ENGLISH, FUNCTION_WORDS

Gender = Literal["male", "female"]

_WORD = r"(?:(?:[^\W\d_a-zß-ÿ]\.)+|[^\W\d_a-zß-ÿ][\w’'&-]*)"
_JOINS = r"(?: (?:of the|of|de la|de|da|del|der|van der|van|von|du|di|bin|al|&) | )"
_NAME = re.compile(rf"(?<![\w’'])(?:[Tt]he )?{_WORD}(?:{_JOINS}{_WORD}|,? Jr\.?| \d{{1,4}}\b)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?]|\n)[\s\"“‘'(\[]*$")
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")
_PERSON_THRESHOLD = 1.0
_APOSTROPHE = re.compile(r"['’]")
_CONTEXT_CHARS = 200  # characters read before and after a name, because a long text has very many names
_PERSON_OPENERS = ENGLISH.person_openers
_WORDS_AFTER_PERSON = frozenset({"said", "says", "told", "who", "added", "born", "’s", "wrote", "argued"})
_WORDS_BEFORE_NON_PERSON = frozenset({"in", "at", "near", "from", "the", "across", "through"})
_BEFORE_NAME = re.compile(r"\. [A-Z]")
_GERUND = re.compile(r"[a-z]{3,}ing")
_NAMES_LIKE_GERUNDS = frozenset(
    {"beijing", "boeing", "chongqing", "harding", "irving", "nanjing", "sterling", "waring"}
)
_WORDS_BEFORE_PLACE = frozenset({"in", "at", "near", "from", "to", "across", "into", "around"})


@dataclass(frozen=True)
class Name:
    """A name in a text.

    Attributes:
        text: The name, without a possessive ending or an article before it.
        start: Its first character in the text.
        before: The word before it, in lower case; empty if there is none.
        after: The word after it, in lower case; empty if there is none.
    """

    text: str
    start: int = 0
    before: str = ""
    after: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words in lower case, without punctuation."""
        return tuple(_LETTERS_AND_DIGITS.findall(self.text.lower()))

    @property
    def gender(self) -> Gender | None:
        """The gender of its given name or title; None if it has none, or it is used for both."""
        first = self.words[0]
        is_male = first in ENGLISH.male_given_names | ENGLISH.male_titles
        is_female = first in ENGLISH.female_given_names | ENGLISH.female_titles
        if is_male == is_female:
            return None
        return "male" if is_male else "female"

    @cached_property
    def person_score(self) -> float:
        """The evidence that it names a person; from 1 on it likely does."""
        has_person_opener = self.words[0] in _PERSON_OPENERS
        score = 2.0 if has_person_opener else 0.0
        if len(self.words) in (2, 3) and not any(word in FUNCTION_WORDS or word[0].isdigit() for word in self.words):
            score += 1.0
        if self.after in _WORDS_AFTER_PERSON:
            score += 1.0
        if self.before in _WORDS_BEFORE_NON_PERSON:
            score -= 1.0 if has_person_opener else 2.0
        has_non_person_word = any(word in ENGLISH.non_person_words for word in self.words)
        if has_non_person_word or self.text.isupper() or self.text[:1] in '"“':
            score -= 3.0
        return score

    @property
    def is_person(self) -> bool:
        """Whether it likely names a person."""
        return self.person_score >= _PERSON_THRESHOLD

    @property
    def is_place(self) -> bool:
        """Whether it likely names a place, judged by the word before it."""
        return self.before in _WORDS_BEFORE_PLACE and not self.is_person

    def within(self, other: "Name") -> bool:
        """Checks whether all its words are words of another name; a plural "s" is ignored."""
        return all(word in other.words or word.removesuffix("s") in other.words for word in self.words)


def find_names(text: str, known_names: frozenset[str] = frozenset()) -> list[Name]:
    """Finds the names of a text, in order.

    Args:
        text: Any text.
        known_names: Words in lower case that are names elsewhere. A single capitalised word at the start of a sentence is a name only if it
            is one of them.
    """
    return [name for match in _NAME.finditer(text) if (name := _name(text, match, known_names))]


def names_in_question(text: str, known_names: frozenset[str] = frozenset()) -> list[Name]:
    """Finds the names of a question.

    Its first word is a name unless questions open with it. A question that consists of a title is one name. If nothing is capitalised,
    known names in lower case are returned.

    Args:
        text: The question.
        known_names: Words in lower case that are names elsewhere.
    """
    if _is_title(text):
        return [Name(text.strip(" .?!"))]
    first = _LETTERS_AND_DIGITS.match(text)
    first_name = first.group().lower() if first and first.group() != first.group().lower() else ""
    names = find_names(text, known_names | ({first_name} - ENGLISH.question_openers - FUNCTION_WORDS))
    return names or _lower_case_names(text, known_names)


def words_of_names(texts: Iterable[str]) -> frozenset[str]:
    """Returns the words of all names in some texts, in lower case, without function words."""
    return frozenset(
        word for text in texts for name in find_names(text) for word in name.words if word not in FUNCTION_WORDS
    )


def _is_title(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W_][\w’'.-]*", text) if word.lower() not in FUNCTION_WORDS]
    return bool(words) and "?" not in text and all(word[0].isupper() or word[0].isdigit() for word in words)


def _lower_case_names(text: str, known_names: frozenset[str]) -> list[Name]:
    return [
        Name(match.group(), match.start())
        for match in re.finditer(r"[^\W\d_]{4,}", text)
        if match.group() in known_names - ENGLISH.non_person_words
    ]


def _name(text: str, match: "re.Match[str]", known_names: frozenset[str]) -> Name | None:
    """Returns the name of a run of capitalised words; None if the run is none."""
    start = match.start()
    opens_sentence = bool(_SENTENCE_START.search(text[max(0, start - _CONTEXT_CHARS) : start]))
    words = match.group().split(" ")
    while words and (_is_no_name(words) or (opens_sentence and _is_gerund_before_name(words, known_names))):
        start += len(words.pop(0)) + 1
        opens_sentence = False
    if words and _plain(words[-1]) in ENGLISH.titles and _BEFORE_NAME.match(text, match.end()):
        return None  # "Florida Gov." only introduces the name after it
    if not words or (opens_sentence and len(words) == 1 and not _is_certain(words[0], known_names)):
        return None
    name = re.sub(r"['’]s?$", "", " ".join(words)).strip('"“(-')
    if not name:
        return None
    before = _LETTERS_AND_DIGITS.findall(text[max(0, start - _CONTEXT_CHARS) : start].lower())[-1:]
    after = _LETTERS_AND_DIGITS.findall(text[match.end() : match.end() + _CONTEXT_CHARS].lower())[:1]
    return Name(name, start, "".join(before), "".join(after))


def _is_no_name(words: list[str]) -> bool:
    """Checks whether the first of some words is a function word, or the only word is one that names nothing."""
    first = _plain(words[0])
    return first in FUNCTION_WORDS or (len(words) == 1 and first in ENGLISH.non_names)


def _is_gerund_before_name(words: Sequence[str], known_names: frozenset[str]) -> bool:
    """Checks whether the first word of a sentence is a verb before a name, as in "Repairing Tannery Bridge will take a year"."""
    first = _plain(words[0])
    is_gerund = _GERUND.fullmatch(first) and first not in known_names | _NAMES_LIKE_GERUNDS
    return len(words) > 1 and bool(is_gerund) and not words[0].isupper()


def _is_certain(word: str, known_names: frozenset[str]) -> bool:
    """Checks whether a word is a name even at the start of a sentence: it is known, or written in capitals."""
    return _plain(word) in known_names or (len(word) > 1 and word.isupper())


def _plain(word: str) -> str:
    return _APOSTROPHE.split(word.lower().strip('"“(.'), maxsplit=1)[0]
