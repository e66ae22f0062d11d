"""Resolves what a follow-up question refers to: "he", "it", "there", "then", "the album", and the topic."""

import re
from collections.abc import Iterator

from assistant.conversations.follow_ups.ellipsis import AUXILIARY
from assistant.conversations.follow_ups.mentioned_names import Candidate, MentionedNames
from assistant.ingest.language.english import ENGLISH, FUNCTION_WORDS
from assistant.ingest.language.english_times import CAPITALISED_WEEKDAY, WRITTEN_DATE, YEAR_NUMBER
from assistant.ingest.language.proper_names import Gender, find_names, names_in_question

_KNOWN_GENDER_FACTOR = 3.0  # against a name that both "he" and "she" fit
_MAX_TOPIC_WORDS = 4
_NAMING = r"(?:,| called| named| titled| entitled|(?: (?:was|is|were|are|would be|to be|will be|became))?(?: (?:called|named|titled|entitled))?)"
_ROLES = (
    "attacker|author|bomber|boy|buyer|candidate|captain|chief|coach|deputy|director|doctor|driver|employee|farmer|father|girl|governor|guard"
    "|gunman|hacker|inmate|judge|killer|lawyer|leader|man|mayor|minister|mother|nurse|officer|owner|passenger|pilot|player|policeman|president"
    "|prisoner|professor|seller|senator|shooter|singer|skipper|soldier|spokesman|spokeswoman|student|suspect|teacher|victim|winner|woman|worker"
)
_ROLE = re.compile(rf"\bthe (?:[a-z]+ )?(?:{_ROLES})\b(?! [A-Z])")
_PARTICIPLE = re.compile(
    r"(?:ed|\b(?:shut|hit|found|built|sold|held|won|lost|cut|gone|made|sent|put|brought|taken))$", re.IGNORECASE
)
_NO_THING = (
    "afternoon|articles?|best|chief|day|end|evening|first|answer|last|latest|month|morning|most|next|night|number|one|other|past|people|police"
    "|same|second|third|time|week|weekend|worst|year"
)
_THING = re.compile(
    rf"(?P<auxiliary>\b{AUXILIARY} )?\bthe (?!(?:{_NO_THING}|{_ROLES})\b)(?P<words>[a-z][a-z-]*[a-rt-z]\b(?: [a-z][a-z-]+)*)",
    re.IGNORECASE,
)
_MAX_THING_WORDS = 3
_WEEKDAY = re.compile(rf"{CAPITALISED_WEEKDAY}s?")
_ASKS_FOR_PERSON = re.compile(r"who\b", re.IGNORECASE)
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
            if word.lower() not in FUNCTION_WORDS | ENGLISH.question_openers
        ]
        return " ".join(words[:_MAX_TOPIC_WORDS])

    def person(self, gender: Gender) -> str | None:
        """Returns the referent of "he" (male) or "she" (female).

        It is the person that the last question asked for, or else named by a role, or else the most likely name.
        """
        candidate = self._person_candidate(gender)
        return self._asked_person(gender) or self._role() or (candidate.name.text if candidate else None)

    def is_person_certain(self, gender: Gender) -> bool:
        """Checks whether the referent of "he" or "she" is certainly a person."""
        candidate = self._person_candidate(gender)
        is_known = self._asked_person(gender) is not None or self._role() is not None
        return is_known or (candidate is not None and candidate.person_score >= 1)

    def _asked_person(self, gender: Gender) -> str | None:
        """Returns the person who answers the last question: "Ada Moreno" after "Who won?"."""
        last_turn = self._turns[-1]
        if not _ASKS_FOR_PERSON.match(last_turn.question):
            return None
        names = [self._names.full_name(name) for name in find_names(last_turn.short_answer, self._names.known_words)]
        return names[0].text if len(names) == 1 and names[0].gender in (None, gender) else None

    def _role(self) -> str | None:
        """Returns the person that the last question names by a role only: "the driver"."""
        question = self._turns[-1].question
        if any(name.is_person for name in find_names(question, self._names.known_words)):
            return None
        role = _ROLE.search(question)
        return role.group() if role else None

    def _person_candidate(self, gender: Gender) -> Candidate | None:
        fitting = [
            candidate
            for candidate in self._names.ranked
            if candidate.name.gender in (None, gender) and not candidate.is_place
        ]
        fitting.sort(key=lambda candidate: -candidate.score * (_KNOWN_GENDER_FACTOR if candidate.name.gender else 1.0))
        likely = [candidate for candidate in fitting if candidate.person_score >= 1]
        possible = likely or [candidate for candidate in fitting if candidate.person_score >= 0]
        return possible[0] if possible else None

    def thing(self) -> str | None:
        """Returns the referent of "it": the name that the last question asked for, or else the most likely name that is no person."""
        named = self._named_thing()
        candidate = self._thing_candidate()
        return named or (candidate.name.text if candidate else None)

    def is_thing_certain(self) -> bool:
        """Checks whether the referent of "it" is a name, and not a place that a question only mentions."""
        candidate = self._thing_candidate()
        return self._named_thing() is not None or (candidate is not None and not candidate.is_place)

    def _named_thing(self) -> str | None:
        """Returns the name in the last answer that the last question asked for."""
        if not _ASKS_FOR_NAME.match(self._turns[-1].question):
            return None
        return next((name.text for name in self._names.in_last_answer() if not name.is_person), None)

    def _thing_candidate(self) -> Candidate | None:
        candidates = (candidate for candidate in self._names.ranked if candidate.in_question)
        return next((one for one in candidates if one.person_score < 1 and not _WEEKDAY.fullmatch(one.name.text)), None)

    def thing_of_last_question(self) -> str | None:
        """Returns the thing that the last question names by a noun only: "the crack"; None if it has a name, or its end is uncertain."""
        turn = self._turns[-1]
        thing = _THING.search(turn.question)
        if thing is None or names_in_question(turn.question, self._names.known_words):
            return None
        words = thing["words"].split()
        known_texts = "\n".join((turn.answer, *turn.titles))
        for count in range(min(_MAX_THING_WORDS, len(words)), 1, -1):
            phrase = " ".join(words[:count])
            if thing["auxiliary"] and _PARTICIPLE.search(phrase):
                continue
            if words[count - 1] not in FUNCTION_WORDS and next(_occurrences(phrase, known_texts), None):
                return f"the {phrase}"
        ends_here = len(words) == 1 or words[1] in FUNCTION_WORDS
        # After an auxiliary verb, the next word may be the main verb: "When will the bridge reopen?".
        return f"the {words[0]}" if ends_here or thing["auxiliary"] else None

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
