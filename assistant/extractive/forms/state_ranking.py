"""Ranks sentences by how well they state the current state that a question asks for: the newest statement about it first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answers.answer import Lead
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.text_overlap import fraction_shared, unique_stems
from assistant.facts.states import StateReading, read_state
from assistant.ingest.language.capitalised import capitalised_stems
from assistant.questions.question import Question
from assistant.questions.state_question import AskedState

_COMPARED_SCORE_GAP = 6.0  # a sentence further below the best one does not make it old
_MIN_SUBJECT_SHARE = 0.25  # of the question's content words without those of the state
_MIN_NAME_SHARE = 0.5
_WEIGHTS = {
    StateReading.HOLDS: 1.7,
    StateReading.ENDED: 1.7,
    StateReading.PLANNED: 2.2,
    StateReading.END_PLANNED: 2.2,
    StateReading.UNDECIDED: 0.9,
}
"""What a sentence that states the state is ahead of one that does not, fitted on the dev half of questions for states."""

_AGE_WEIGHT = 2.6  # for the logarithm of the age in days; as above
_NEWEST_WEIGHT = 1.3
_SILENCE_WEIGHT = (
    0.4  # for the logarithm of the days for which the articles have reported on the topic and not on the state
)
_HEADING_WEIGHT = -2.0  # a sentence says more


@dataclass(frozen=True, slots=True)
class StateSentence:
    """A sentence that states the state.

    Attributes:
        sentence: The sentence.
        reading: What it states.
        score: How well it states the current state; comparable within one question.
    """

    sentence: RankedSentence
    reading: StateReading
    score: float

    @property
    def day(self) -> date | None:
        """The day on which it was published."""
        published = self.sentence.hit.article.published
        return published.date() if published else None


def rank_state_sentences(
    question: Question, asked: AskedState, ranked: Sequence[RankedSentence]
) -> list[StateSentence]:
    """Returns the sentences that state the state, the best statement of the current state first.

    Age counts against a sentence: its distance in days from the newest sentence that states the state nearly as well.

    Args:
        question: The question.
        asked: The state that it asks for.
        ranked: The sentences of the evidence.
    """
    names = _names(question, ranked)
    stated = [
        (sentence, reading, sentence.score + _WEIGHTS[reading] + _HEADING_WEIGHT * sentence.is_heading)
        for sentence in ranked
        if (reading := _reading(asked, sentence)) in _WEIGHTS and _is_about(question, names, sentence)
    ]
    best = max((score for _, _, score in stated), default=0.0)
    newest = max(
        (_ordinal(sentence) for sentence, _, score in stated if score >= best - _COMPARED_SCORE_GAP), default=0
    )
    silence = max(0, _newest_about(ranked) - newest)
    aged = []
    for sentence, reading, score in stated:
        age = max(0, newest - _ordinal(sentence))
        score -= _AGE_WEIGHT * math.log1p(age) - _NEWEST_WEIGHT * (age <= 1) + _SILENCE_WEIGHT * math.log1p(silence)
        aged.append(StateSentence(sentence, reading, score))
    return sorted(aged, key=lambda candidate: -candidate.score)


def _newest_about(ranked: Sequence[RankedSentence]) -> int:
    """Returns the newest day of the sentences about the topic."""
    best = max((sentence.score for sentence in ranked), default=0.0)
    return max((_ordinal(sentence) for sentence in ranked if sentence.score >= best - _COMPARED_SCORE_GAP), default=0)


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
    """Checks whether a sentence, the sentence before it or the title has enough of the question's subject and its names."""
    article = sentence.hit.article
    before = article.text[slice(*sentence.before)] if sentence.before else ""
    stems = unique_stems(f"{article.title} {before} {sentence.text}")
    return fraction_shared(question.subject_stems, stems) >= _MIN_SUBJECT_SHARE and (
        not names or fraction_shared(names, stems) >= _MIN_NAME_SHARE
    )


def _reading(asked: AskedState, sentence: RankedSentence) -> StateReading:
    published = sentence.hit.article.published
    year = published.year if published else None
    return read_state(sentence.text, asked.words, year, is_heading=sentence.is_heading) or StateReading.MENTIONED


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
