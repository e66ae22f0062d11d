"""Reads what a sentence states about a state: that it holds, has ended, is planned, or is open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.english_modality import NEGATED, NOT_ASSERTED, PLANNED, SUBORDINATE, UNDECIDED
from assistant.ingest.language.english_times import CAPITALISED_MONTH, HISTORICAL_YEAR
from assistant.ingest.language.states import StateWords

_PLANNED = re.compile(rf"\b(?:{PLANNED})\b", re.IGNORECASE)
_NOT_ASSERTED = re.compile(rf"\b(?:{NOT_ASSERTED})", re.IGNORECASE)
_UNDECIDED = re.compile(rf"\b(?:{UNDECIDED})\b", re.IGNORECASE)
_NEGATED = re.compile(rf"\b(?:{NEGATED})(?!\w)|n['’]t\b", re.IGNORECASE)
_CONTINUES = re.compile(
    r"\b(?:still|remains?|continues?) (?:\w+ )?(?:expected|due|set|likely|scheduled) to\b", re.IGNORECASE
)
_BE = re.compile(r"\b(?:is|are|was|were|be|been|['’]s|['’]re|['’]m|am)(?: \w+)?$", re.IGNORECASE)
_SUBORDINATE = re.compile(rf"\b(?:{SUBORDINATE})\b(?P<clause>[^,;]*)", re.IGNORECASE)
_IN_YEAR = re.compile(
    rf"\b(?:in|since|of|until|by|late|early|{CAPITALISED_MONTH}\.?|\d,) (?P<year>{HISTORICAL_YEAR})\b"
)
_LONG_AGO = re.compile(
    r"\b(?:years?|decades?|centur(?:y|ies)) (?:ago|earlier)\b|\blast year\b|\bformerly\b", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[,;:–—]\s|\b(?:but|although|though|while|whereas)\b", re.IGNORECASE)
_WORDS_BEFORE = 10  # words before a verb that can change what it states


class StateReading(Enum):
    """What a sentence states about a state."""

    HOLDS = "holds"
    ENDED = "ended"
    PLANNED = "planned"
    END_PLANNED = "end planned"
    UNDECIDED = "undecided"
    PAST = "past"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words of a sentence that are about the state.

    Attributes:
        says: What the words alone say.
        words: The words.
        modifiers: The words before them in the same clause.
    """

    says: StateReading
    words: str
    modifiers: str


_SAYS = {
    "holds": StateReading.HOLDS,
    "ended": StateReading.ENDED,
    "beginning": StateReading.PLANNED,
    "ending": StateReading.END_PLANNED,
}
_NEGATIONS = {
    StateReading.HOLDS: StateReading.ENDED,
    StateReading.ENDED: StateReading.HOLDS,
    StateReading.PLANNED: StateReading.ENDED,
    StateReading.END_PLANNED: StateReading.HOLDS,
}
_PLANS = {StateReading.HOLDS: StateReading.PLANNED, StateReading.ENDED: StateReading.END_PLANNED}


def read_state(
    sentence: str,
    words: StateWords,
    published_year: int | None,
    *,
    subject: frozenset[str] = frozenset(),
    is_heading: bool = False,
) -> StateReading | None:
    """Returns what a sentence states about a state; None if it does not mention the state.

    A plan is read as a plan and a denial as a denial. What happened in an earlier year than the article's is past, and decides nothing.

    Args:
        sentence: The sentence.
        words: The words of the state.
        published_year: The year in which its article was published; None if it is unknown.
        subject: The stems of what may be in the state: "a boat sails while the bridge is closed" states nothing about the boat.
        is_heading: Whether it is a heading, where "to open" means "will open".
    """
    main = _SUBORDINATE.sub(lambda match: " " * len(match.group()), sentence)
    mentions = list(_mentions(main, words)) or list(_subordinate_mentions(sentence, words, subject))
    if not mentions:
        return None
    if tells_of_past(sentence, published_year):
        return StateReading.PAST
    # "They lifted the ban": the noun names the state, and the verb says what became of it.
    verbs = [mention for mention in mentions if not words.topic_pattern.fullmatch(mention.words)]
    readings = [_reading(mention, words, is_heading=is_heading) for mention in verbs or mentions]
    # What a sentence says last is the newer: "it closed on Tuesday and reopened on Wednesday".
    certain = [reading for reading in readings if reading in _PLANS]
    others = [reading for reading in readings if reading is not StateReading.MENTIONED]
    return (certain[-1:] or others or [StateReading.MENTIONED])[0]


def states_only_opposite(sentence: str, words: StateWords, *, asks_end: bool) -> bool:
    """Checks whether all words of a sentence about a state say the opposite of what is asked: "opened in 1931" for "closed".

    Args:
        sentence: The sentence.
        words: The words of the state.
        asks_end: Whether its end is asked for.
    """
    groups = {match.lastgroup for match in words.statement_pattern.finditer(sentence)}
    return bool(groups) and groups <= ({"holds", "beginning"} if asks_end else {"ended", "ending"})


def _mentions(sentence: str, words: StateWords) -> Iterator[_Mention]:
    for match in words.statement_pattern.finditer(sentence):
        assert match.lastgroup is not None
        yield _Mention(_SAYS[match.lastgroup], match.group(), _before(sentence, match.start()))


def _subordinate_mentions(sentence: str, words: StateWords, subject: frozenset[str]) -> Iterator[_Mention]:
    """Yields the mentions of the clauses that are not the main one, unless the clause is about something else than the subject."""
    for clause in _SUBORDINATE.finditer(sentence):
        for mention in _mentions(clause["clause"], words):
            stems = frozenset(content_stems(mention.modifiers))
            if not stems or not subject or stems & subject:
                yield mention


def _before(sentence: str, position: int) -> str:
    """Returns the words of the same clause before a position."""
    clause_starts = [match.end() for match in _CLAUSE_END.finditer(sentence, 0, position)]
    clause = sentence[max(clause_starts, default=0) : position]
    return " ".join(clause.split()[-_WORDS_BEFORE:])


def _reading(mention: _Mention, words: StateWords, *, is_heading: bool) -> StateReading:
    """Returns what a mention states with the words before it."""
    says, modifiers = mention.says, mention.modifiers
    if _UNDECIDED.search(modifiers if says in _PLANS else mention.words):
        return StateReading.UNDECIDED
    if _NEGATED.search(modifiers):
        return _NEGATIONS[says]
    if says not in _PLANS:
        return says
    if mention.words.endswith("ing") and not _BE.search(modifiers):
        return StateReading.MENTIONED
    if words.name == "planned" or _CONTINUES.search(modifiers):  # that a meeting will be held is what a plan is
        return says
    if _PLANNED.search(modifiers) or (is_heading and modifiers.endswith(" to")):
        return _PLANS[says]
    return StateReading.MENTIONED if _NOT_ASSERTED.search(modifiers) else says


def tells_of_past(sentence: str, published_year: int | None) -> bool:
    """Checks whether a sentence tells of an earlier year than the one in which it was published.

    Args:
        sentence: The sentence.
        published_year: The year; None if it is unknown.
    """
    years = [int(match["year"]) for match in _IN_YEAR.finditer(sentence)]
    earlier = published_year is not None and bool(years) and max(years) < published_year
    return earlier or bool(_LONG_AGO.search(sentence))
