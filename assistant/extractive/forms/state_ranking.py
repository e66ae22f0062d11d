"""Ranks sentences by how well they state the current state that a question asks for: the newest statement about it first.

Two readings decide. The words of known states ("open", "closed", "reopened") tell what a sentence states about them. The QA model tells
whether a sentence answers at all, also in other words ("Cranes are turning once more").
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assistant.answers.answer import Lead
from assistant.extractive.forms.event_days import event_day
from assistant.extractive.qa_model import Judgement
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import JudgedSentence, clip_logit
from assistant.extractive.text_overlap import fraction_shared, unique_stems
from assistant.facts.event_days import event_days
from assistant.facts.states import StateReading, read_state
from assistant.ingest.language.capitalised import capitalised_stems
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.english_times import RECURRING_DAY
from assistant.ingest.language.tokens import stem
from assistant.questions.question import Question
from assistant.questions.state_question import AskedState

_COMPARED_SCORE_GAP = 6.0  # a sentence further below the best one does not make it old
_COMPARED_LOGIT_GAP = 3.0
_MIN_COMPARED_LOGIT = -4.0
_MIN_SUBJECT_SHARE = 0.25  # of the question's content words without those of the state
_MIN_NAME_SHARE = 0.5
_DAY_STEMS = frozenset(map(stem, ENGLISH.non_names - {"may", "march"}))  # which are verbs too
_RECURRING_DAY = re.compile(rf"\b(?:{RECURRING_DAY})", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|through)\b", re.IGNORECASE)
_STATING = (
    StateReading.HOLDS,
    StateReading.ENDED,
    StateReading.PLANNED,
    StateReading.END_PLANNED,
    StateReading.UNDECIDED,
)
_CERTAIN = (StateReading.HOLDS, StateReading.ENDED)
_PLANS = (StateReading.PLANNED, StateReading.END_PLANNED)


class StateFeatures(NamedTuple):
    """What tells how well a sentence states the current state.

    Attributes:
        rank: The score of the sentence without the QA model.
        answers: The QA model's answer logit, clipped.
        states: 1 if it states by known words that the state holds or has ended.
        announces: 1 if it states so that the state or its end is planned.
        is_open: 1 if it states so that the state is undecided.
        is_past: 1 if it tells of an earlier year.
        age: The logarithm of its age in days, plus one, compared with the newest sentence about the same.
        is_newest: 1 if it is at most a day older than that.
        is_heading: 1 for a heading.
    """

    rank: float
    answers: float
    states: float
    announces: float
    is_open: float
    is_past: float
    age: float
    is_newest: float
    is_heading: float

    def score(self, weights: "StateFeatures") -> float:
        """Returns the sum of the features, weighted."""
        return sum(weight * feature for weight, feature in zip(weights, self, strict=True))


STATE_WEIGHTS = StateFeatures(
    rank=0.38,
    answers=0.38,
    states=1.65,
    announces=2.63,
    is_open=5.02,
    is_past=-0.91,
    age=-4.52,
    is_newest=0.18,
    is_heading=-2.39,
)
"""Fitted by `eval/training/fit_state_weights.py`, so that a softmax of the scores chooses the sentence that states the current state."""


@dataclass(frozen=True, slots=True)
class StateSentence:
    """A sentence that may state the state.

    Attributes:
        sentence: The sentence.
        judgement: The QA model's judgement.
        reading: What it states by the known words of the state; None if it states nothing by them.
        features: What tells how well it states the current state.
    """

    sentence: RankedSentence
    judgement: Judgement
    reading: StateReading | None
    features: StateFeatures

    @property
    def score(self) -> float:
        """How well it states the current state; comparable within one question."""
        return self.features.score(STATE_WEIGHTS)

    @property
    def is_past(self) -> bool:
        """Whether it tells of the state in an earlier year: "was opened in 1931"."""
        return self.features.is_past > 0

    @property
    def day(self) -> date | None:
        """The day on which it was published."""
        published = self.sentence.hit.article.published
        return published.date() if published else None

    @property
    def end(self) -> date | None:
        """The day until which the state lasts: "until 12 June"; None if the sentence names none."""
        text = self.sentence.text
        until = _UNTIL.search(text)
        if until is None or self.day is None:
            return None
        return max(event_days(text[until.end() :], self.day), default=None)


def rank_state_sentences(
    question: Question, ranked: Sequence[RankedSentence], judged: Sequence[JudgedSentence]
) -> list[StateSentence]:
    """Returns the judged sentences, the best statement of the current state first.

    Args:
        question: The question.
        ranked: The sentences of the evidence.
        judged: The best of them, judged.
    """
    names = _names(question, ranked)
    readings = _without_overtaken(judged, [_reading(question, names, one.sentence) for one in judged])
    newest = _newest_day(judged, readings)
    candidates = [_state_sentence(one, reading, newest) for one, reading in zip(judged, readings, strict=True)]
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _without_overtaken(
    judged: Sequence[JudgedSentence], readings: Sequence[StateReading | None]
) -> list[StateReading | None]:
    """Returns the readings without those of an event before the opposite event of the same article: "closed on Tuesday", "back on Friday"."""
    events = {
        number: (one.sentence.hit.article.id, _event_day(one.sentence), reading)
        for number, (one, reading) in enumerate(zip(judged, readings, strict=True))
        if reading in _CERTAIN
    }
    overtaken = {
        number
        for number, (article, day, reading) in events.items()
        if any(other[0] == article and other[1] > day and other[2] is not reading for other in events.values())
    }
    return [None if number in overtaken else reading for number, reading in enumerate(readings)]


def _event_day(sentence: RankedSentence) -> date:
    published = sentence.hit.article.published
    return event_day(sentence.text, published.date() if published else date.min)


def _newest_day(judged: Sequence[JudgedSentence], readings: Sequence[StateReading | None]) -> int:
    """Returns the newest day of the sentences that are about the same and state the state or may answer, as an ordinal; 0 without a date."""
    best_score = max((one.sentence.score for one in judged), default=0.0)
    best_logit = max((one.judgement.answer_logit for one in judged), default=0.0)
    near = [
        one.sentence
        for one, reading in zip(judged, readings, strict=True)
        if one.sentence.score >= best_score - _COMPARED_SCORE_GAP
        and (
            reading in _STATING
            or one.judgement.answer_logit >= max(_MIN_COMPARED_LOGIT, min(0.0, best_logit - _COMPARED_LOGIT_GAP))
        )
    ]
    return max(map(_ordinal, near), default=0)


def _state_sentence(judged: JudgedSentence, reading: StateReading | None, newest: int) -> StateSentence:
    sentence = judged.sentence
    age = max(0, newest - _ordinal(sentence))
    features = StateFeatures(
        rank=sentence.score,
        answers=clip_logit(judged.judgement.answer_logit),
        states=float(reading in _CERTAIN),
        announces=float(reading in _PLANS),
        is_open=float(reading is StateReading.UNDECIDED),
        is_past=float(reading is StateReading.PAST),
        age=math.log1p(age),
        is_newest=float(age <= 1),
        is_heading=float(sentence.is_heading),
    )
    return StateSentence(sentence, judged.judgement, reading if reading in _STATING else None, features)


def _names(question: Question, ranked: Sequence[RankedSentence]) -> frozenset[str]:
    """Returns the names of the question's subject; if it was typed in lower case, the words that the articles write with a capital only."""
    names = question.names & question.subject_stems
    if names or not question.text[1:].islower():
        return names
    articles_of_passages = {sentence.hit.passage: sentence.hit.article for sentence in ranked}
    text = "\n".join(passage.text(article) for passage, article in articles_of_passages.items())
    in_lower_case = unique_stems(" ".join(word for word in text.split() if word.islower()))
    return question.subject_stems & capitalised_stems(text) - in_lower_case


def _is_about(question: Question, names: frozenset[str], sentence: RankedSentence) -> bool:
    """Checks whether a sentence, the sentence before it or the title has enough of the question's subject and its names.

    A weekday or a month of the question has to be in the sentence itself: the title may name several. "On Mondays" is not "on Monday".
    """
    own_stems = unique_stems(sentence.text)
    if not question.subject_stems & _DAY_STEMS <= own_stems:
        return False
    if not _recurring_days(question.text) <= _recurring_days(sentence.text):
        return False
    article = sentence.hit.article
    before = article.text[slice(*sentence.before)] if sentence.before else ""
    stems = own_stems | unique_stems(f"{article.title} {before}")
    return fraction_shared(question.subject_stems, stems) >= _MIN_SUBJECT_SHARE and (
        not names or fraction_shared(names, stems) >= _MIN_NAME_SHARE
    )


def _recurring_days(text: str) -> frozenset[str]:
    """Returns the weekdays that a text names as days of every week."""
    return frozenset((match["every"] or match["named"]).lower() for match in _RECURRING_DAY.finditer(text))


def _reading(question: Question, names: frozenset[str], sentence: RankedSentence) -> StateReading | None:
    """Returns what a sentence states by the known words of the state; None if it is about something else."""
    if question.state is None or not _is_about(question, names, sentence):
        return None
    published = sentence.hit.article.published
    year = published.year if published else None
    subject = question.subject_stems
    return read_state(sentence.text, question.state.words, year, subject=subject, is_heading=sentence.is_heading)


def state_lead(asked: AskedState, reading: StateReading) -> Lead:
    """Returns what a reading says to the question: yes, no or undecided.

    What is only planned has not happened: "no". A state whose end is planned still holds: "yes".
    """
    if reading is StateReading.UNDECIDED:
        return "undecided"
    if asked.asks_end:
        return "yes" if reading is StateReading.ENDED else "no"
    if reading is StateReading.HOLDS:
        return "yes"
    return "yes" if reading is StateReading.END_PLANNED and not asked.words.is_event else "no"


def _ordinal(sentence: RankedSentence) -> int:
    published = sentence.hit.article.published
    return published.date().toordinal() if published else 0
