"""Resolves what a follow-up question refers to: "he", "it", "there", "then", "the album", and the topic."""

import re
from collections.abc import Iterator

from assistant.conversations.follow_ups.mentioned_names import MentionedNames
from assistant.ingest.language.english import ENGLISH, FUNCTION_WORDS
from assistant.ingest.language.english_times import WRITTEN_DATE, YEAR_NUMBER
from assistant.ingest.language.proper_names import Gender, find_names

_KNOWN_GENDER_FACTOR = 3.0  # against a name that both "he" and "she" fit
_MAX_TOPIC_WORDS = 4
_NAMING = r"(?:,| called| named| titled| entitled|(?: (?:was|is|were|are|would be|to be|will be|became))?(?: (?:called|named|titled|entitled))?)"
_ASKS_FOR_NAME = re.compile(r"(?:what|which)\b", re.IGNORECASE)


class Referents:
    """Finds the referents of a follow-up question among the mentioned names.

    Args:
        names: The names that the turns before mention.
    """

    def __init__(self, names: MentionedNames) -> None:
        self._names = names
        self._turns = names.turns

    def topic(self) -> str:
        """Returns the topic: the most likely name of the questions; without names, the words of the last question.

        If nothing was asked, as for a summary, the topic is the article's title.
        """
        in_questions = [candidate for candidate in self._names.ranked if candidate.in_question]
        if in_questions:
            return in_questions[0].name.text
        last_turn = self._turns[-1]
        words = [
            word
            for word in re.findall(r"[^\W_]+", last_turn.question or " ".join(last_turn.titles))
            if word.lower() not in FUNCTION_WORDS
        ]
        return " ".join(words[:_MAX_TOPIC_WORDS])

    def person(self, gender: Gender) -> str | None:
        """Returns the referent of "he" (male) or "she" (female)."""
        fitting = [
            candidate
            for candidate in self._names.ranked
            if candidate.name.gender in (None, gender) and not candidate.is_place
        ]
        fitting.sort(key=lambda candidate: -candidate.score * (_KNOWN_GENDER_FACTOR if candidate.name.gender else 1.0))
        likely = [candidate for candidate in fitting if candidate.person_score >= 1]
        possible = likely or [candidate for candidate in fitting if candidate.person_score >= 0]
        return possible[0].name.text if possible else None

    def thing(self) -> str | None:
        """Returns the referent of "it": the name that the last question asked for, or else the most likely name that is no person."""
        asks_for_name = _ASKS_FOR_NAME.match(self._turns[-1].question)
        things = [name for name in self._names.in_last_answer() if not name.is_person]
        if asks_for_name and things:
            return things[0].text
        return next(
            (
                candidate.name.text
                for candidate in self._names.ranked
                if candidate.person_score < 1 and candidate.in_question
            ),
            None,
        )

    def first_answer_name(self) -> str | None:
        """Returns the first name in the last answer."""
        return next((name.text for name in self._names.in_last_answer()), None)

    def place(self) -> str | None:
        """Returns the referent of "there": the newest place."""
        places = (name for name in self._names.newest_first() if name.is_place)
        return next((name.text for name in places if not YEAR_NUMBER.fullmatch(name.text)), None)

    def time(self, year_only: bool) -> str | None:
        """Returns the referent of "then": the newest date or year."""
        pattern = YEAR_NUMBER if year_only else WRITTEN_DATE
        matches = (match for text in self._texts_newest_first() if (match := pattern.search(text)))
        return next((match.group() for match in matches), None)

    def called(self, noun: str) -> str | None:
        """Returns the referent of "the album": the newest name next to that noun, or else the newest phrase that ends in it."""
        texts = list(self._texts_newest_first())
        for find in (self._name_after, _phrase_ending_in):
            referent = next((referent for text in texts if (referent := find(noun, text))), None)
            if referent:
                return referent
        return None

    def _name_after(self, noun: str, text: str) -> str | None:
        """Returns the name after a noun: "Harbour Lights" in "the album Harbour Lights", "an album called Harbour Lights"."""
        for match in _occurrences(noun, text):
            naming = re.match(rf"{_NAMING} [\"“]?(?=[A-Z])", text[match.end() :])
            if naming is None:
                continue
            expected_start = match.end() + naming.end()
            for name in find_names(text, self._names.known_words):
                if 0 <= name.start - expected_start <= len("the "):
                    return name.text
        return None

    def _texts_newest_first(self) -> Iterator[str]:
        for turn in reversed(self._turns):
            yield turn.answer
            yield turn.question


def _occurrences(noun: str, text: str) -> Iterator["re.Match[str]"]:
    return re.finditer(rf"\b{re.escape(noun)}\b", text, re.IGNORECASE)


def _phrase_ending_in(noun: str, text: str) -> str | None:
    """Returns the noun with the content words directly before it: "taxpayer protection pledge"."""
    for match in _occurrences(noun, text):
        words: list[str] = []
        for word in reversed(text[: match.start()].rstrip(" ").split(" ")[-3:]):
            if word.lower() in FUNCTION_WORDS | ENGLISH.noun_modifiers or not re.fullmatch(r"[^\W\d_][\w-]*", word):
                break
            words.insert(0, word)
        if words:
            return f"{' '.join(words)} {match.group()}"
    return None
