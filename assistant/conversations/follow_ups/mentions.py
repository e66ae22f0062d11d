"""Who, what, where and when was spoken of: the names of the turns before, the likeliest referent first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.conversations.past_turn import PastTurn
from assistant.facts.capitalised_names import Gender, Name, capitalised, find_names, names_in_question
from assistant.facts.name_words import RANKING
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize

_FADES = 0.85  # by each turn
_IN_ANSWER = 0.2  # of what a name in a question counts
_IN_TITLE = 0.05
_LATER_IN_TEXT = 0.95  # for each name before it
_KNOWN_GENDER = 3.0  # times as likely meant as a name that "he" and "she" fit alike
_LONGEST_FULL_NAME = 7
_TOPIC_WORDS = 4
_OWN_WORDS = 4  # so many, none of them said before, change the subject even without a name
_NAMING = r"(?:,| called| named| titled| entitled|(?: (?:was|is|were|are|would be|to be|will be|became))?(?: (?:called|named|titled|entitled))?)"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_TIME = re.compile(
    rf"\b(?:(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}},?)?(?: (?:1[5-9]|20)\d\d)?"
    r"|(?:1[5-9]|20)\d\d(?:[-–](?:\d\d){1,2})?)\b"
)
_ASKS_FOR_NAME = re.compile(r"(?:what|which)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: Name
    person: float
    place: bool
    asked_about: bool
    score: float


class Mentions:
    """The names of the turns before.

    Args:
        turns: The turns, the newest last; at least one.
    """

    def __init__(self, turns: Sequence[PastTurn]) -> None:
        self._turns = _of_one_subject(turns)
        texts = [text for turn in self._turns for text in _texts(turn)]
        self.known = capitalised(texts) | {
            word for turn in self._turns for name in names_in_question(turn.question) for word in name.words
        }
        self.known -= {word for text in texts for word in re.findall(r"(?<![\w’'])[^\W\d_]+", text) if word.islower()}
        self._names = [
            [
                names_in_question(turn.question, self.known),
                find_names(turn.answer, self.known),
                find_names("\n".join(turn.titles), self.known),
            ]
            for turn in self._turns
        ]
        self._all = [name for turn in self._names for names in turn for name in names]
        self._places: dict[str, list[int]] = {}
        for place, name in enumerate(self._all):
            for word in set(name.words):
                self._places.setdefault(word, []).append(place)
        self._longest: dict[tuple[str, ...], Name | None] = {}
        self.stems = frozenset(stem(word) for text in texts for word in content_words(text))
        self._ranked = self._rank()

    @property
    def last(self) -> PastTurn:
        """The newest turn."""
        return self._turns[-1]

    def knows(self, name: Name) -> bool:
        """Whether it, or a name that it is part of, was spoken of."""
        return any(True for _ in self._holding(name))

    def full(self, name: Name) -> Name:
        """The name as it was given in full: "Ken Norton" for "Norton"."""
        if name.words not in self._longest:
            longer = [
                one
                for one in self._holding(name)
                if len(one.words) <= _LONGEST_FULL_NAME and (one.is_person or one.words[-1] == name.words[-1])
            ]
            self._longest[name.words] = max(longer, key=lambda one: len(one.words), default=None)
        return self._longest[name.words] or name

    def _holding(self, name: Name) -> Iterator[Name]:
        """The names that it is part of, in order; looked for where its rarest word is, as there may be very many."""
        by_word = [{*self._places.get(word, ()), *self._places.get(word.removesuffix("s"), ())} for word in name.words]
        fewest = min(by_word, key=len)
        for place in sorted(fewest):
            if name.within(self._all[place]):
                yield self._all[place]

    def topic(self) -> str:
        """What the conversation is about: of the names asked about the weightiest, or, without any, the words of the last question.

        Where nothing was asked, as before a summary, it is about the article's title.
        """
        asked_about = [one for one in self._ranked if one.asked_about]
        if asked_about:
            return asked_about[0].name.text
        words = [
            word
            for word in re.findall(r"[^\W_]+", self.last.question or " ".join(self.last.titles))
            if word.lower() not in FUNCTION_WORDS
        ]
        return " ".join(words[:_TOPIC_WORDS])

    def person(self, gender: Gender) -> str | None:
        """Whom "he" (male) or "she" (female) means."""
        fitting = [one for one in self._ranked if one.name.gender in (None, gender) and not one.place]
        fitting.sort(key=lambda one: -one.score * (_KNOWN_GENDER if one.name.gender else 1.0))
        likely = [one for one in fitting if one.person >= 1] or [one for one in fitting if one.person >= 0]
        return likely[0].name.text if likely else None

    def thing(self) -> str | None:
        """What "it" means: what the last answer named if that was asked for; else the thing that the conversation is about."""
        asked = _ASKS_FOR_NAME.match(self.last.question)
        named = [self.full(name) for name in self._names[-1][1] if not name.is_person]
        if asked and named:
            return named[0].text
        return next((one.name.text for one in self._ranked if one.person < 1 and one.asked_about), None)

    def answered(self) -> str | None:
        """The first name in the last answer."""
        return next((self.full(name).text for name in self._names[-1][1]), None)

    def place(self) -> str | None:
        """Where "there" is: the newest place."""
        for turn in reversed(self._names):
            for names in (turn[1], turn[0]):
                for name in names:
                    if name.is_place and not _YEAR.fullmatch(name.text):
                        return name.text
        return None

    def time(self, year_only: bool) -> str | None:
        """When "then" was: the newest date or year."""
        pattern = _YEAR if year_only else _TIME
        for turn in reversed(self._turns):
            for text in (turn.answer, turn.question):
                found = pattern.search(text)
                if found:
                    return found.group()
        return None

    def called(self, noun: str) -> str | None:
        """Which one "the album" is: the newest name beside that noun, or the newest phrase that ends in it."""
        texts = [text for turn in reversed(self._turns) for text in (turn.answer, turn.question)]
        for find in (self._name_behind, _phrase_with):
            found = next((one for text in texts if (one := find(noun, text))), None)
            if found:
                return found
        return None

    def _name_behind(self, noun: str, text: str) -> str | None:
        """Such as "Harbour Lights" in "the album Harbour Lights", "an album called Harbour Lights"."""
        for match in _occurrences(noun, text):
            naming = re.match(rf"{_NAMING} [\"“]?(?=[A-Z])", text[match.end() :])
            if naming is None:
                continue
            behind = match.end() + naming.end()
            for name in find_names(text, self.known):
                if 0 <= name.start - behind <= len("the "):
                    return name.text
        return None

    def _rank(self) -> list[_Candidate]:
        found: dict[tuple[str, ...], _Candidate] = {}
        for age, turn in enumerate(reversed(self._names)):
            for share, names in zip((1.0, _IN_ANSWER, _IN_TITLE), turn, strict=True):
                counted: set[tuple[str, ...]] = set()
                for place, name in enumerate(names):
                    full = self.full(name)
                    if full.words in counted:
                        continue
                    counted.add(full.words)
                    weight = share * _FADES**age * _LATER_IN_TEXT**place
                    known = found.get(full.words)
                    found[full.words] = _merged(known, name, full, weight, asked_about=share == 1.0)
        return sorted(found.values(), key=lambda one: -one.score)


def _merged(known: _Candidate | None, name: Name, full: Name, weight: float, asked_about: bool) -> _Candidate:
    """A name that was spoken of once more, with what its surroundings say of it."""
    person = max(name.person_score, full.person_score, known.person if known else -9.0)
    place = (name.is_place or (known.place if known else False)) and person < 1
    if known is None:
        return _Candidate(full, person, place, asked_about, weight)
    return _Candidate(known.name, person, place, asked_about or known.asked_about, known.score + weight)


def _of_one_subject(turns: Sequence[PastTurn]) -> list[PastTurn]:
    """The turns since the last change of subject: the last question that shares no word with the turns before it."""
    for at in range(len(turns) - 1, 0, -1):
        before = {stem(term) for turn in turns[:at] for text in _texts(turn) for term in tokenize(text)}
        question = turns[at].question
        own = {stem(word) for word in content_words(question)}
        if (names_in_question(question) or len(own) >= _OWN_WORDS) and not own & before:
            return list(turns[at:])
    return list(turns)


def _texts(turn: PastTurn) -> Iterator[str]:
    yield from (turn.question, turn.answer, *turn.titles)


def _occurrences(noun: str, text: str) -> Iterator["re.Match[str]"]:
    return re.finditer(rf"\b{re.escape(noun)}\b", text, re.IGNORECASE)


def _phrase_with(noun: str, text: str) -> str | None:
    """The noun with the content words right before it: "taxpayer protection pledge"."""
    for match in _occurrences(noun, text):
        words: list[str] = []
        for word in reversed(text[: match.start()].rstrip(" ").split(" ")[-3:]):
            if word.lower() in FUNCTION_WORDS | RANKING or not re.fullmatch(r"[^\W\d_][\w-]*", word):
                break
            words.insert(0, word)
        if words:
            return f"{' '.join(words)} {match.group()}"
    return None
