"""Answers a question for a current state: yes, no or undecided as of the day of the newest statement about it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answers.answer import Lead
from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.extractive.forms.form_answer import quote_sentence
from assistant.extractive.forms.state_ranking import StateSentence, rank_state_sentences, state_lead
from assistant.extractive.lead import lead_probabilities
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.text_overlap import word_similarity
from assistant.facts.states import StateReading
from assistant.logistic import logit, sigmoid
from assistant.prompts.wording import long_date
from assistant.questions.form import QuestionForm
from assistant.questions.state_question import AskedState

_MIN_SCORE = 5.8  # chosen on the dev half of questions for states: below, a sentence tells of something else
_MAX_SCORE_GAP = 3.0  # of a second sentence
_MAX_WORD_SIMILARITY = 0.6
_MIN_OPPOSITE_GAP = 0.5  # how far a statement has to be ahead of those that say otherwise
_MIN_PROBABILITY = 0.9  # of the QA model, where it is not
_OLD_DAYS = 30
_MAX_DAYS_OF_PLAN = 10
_PLANS = {StateReading.PLANNED, StateReading.END_PLANNED}
_OPEN = {*_PLANS, StateReading.UNDECIDED}


@dataclass(frozen=True)
class StateAnswer:
    """The answer to a question for a current state.

    Attributes:
        pool: The sentences of the evidence.
        asked: The state that the question asks for.
    """

    pool: SentencePool
    asked: AskedState

    @classmethod
    def of(cls, pool: SentencePool) -> "StateAnswer | None":
        """Returns the answer if the question asks for a state; else None."""
        question = pool.question
        return cls(pool, question.state) if question.form is QuestionForm.STATE and question.state else None

    @property
    def sentences(self) -> Sequence[RankedSentence]:
        """See `FormAnswer.sentences`."""
        return self.pool.ranked

    @cached_property
    def stated(self) -> list[StateSentence]:
        """The sentences that state the state, the best statement of the current state first."""
        return rank_state_sentences(self.pool.question, self.asked, self.sentences)

    @property
    def confidence(self) -> float:
        """See `FormAnswer.confidence`."""
        if not self.stated or (self.asked.words.is_event and self._is_overtaken(self.stated[0])):
            return 0.0
        return self._confidence(self.stated[0])

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """See `FormAnswer.parts`."""
        newest = self.stated[0]
        for number, candidate in enumerate([newest, *self._confirming(newest)], 1):
            yield quote_sentence(number, candidate.sentence, self._confidence(candidate))
        yield self._conclusion(newest)

    def _confidence(self, candidate: StateSentence) -> float:
        return sigmoid(logit(self.pool.weights.threshold) + candidate.score - _MIN_SCORE)

    def _is_overtaken(self, newest: StateSentence) -> bool:
        """Checks whether what was planned or open may have happened since."""
        days = (self.pool.question.as_of - newest.day).days if newest.day else 0
        return newest.reading in _OPEN and days > _MAX_DAYS_OF_PLAN

    def _confirming(self, newest: StateSentence) -> list[StateSentence]:
        """Returns the best other sentence that says the same, if there is one."""
        lead = state_lead(self.asked, newest.reading)
        others = (
            candidate
            for candidate in self.stated[1:]
            if candidate.score >= newest.score - _MAX_SCORE_GAP
            and state_lead(self.asked, candidate.reading) == lead
            and not candidate.sentence.overlaps(newest.sentence)
            and word_similarity(candidate.sentence.text, newest.sentence.text) < _MAX_WORD_SIMILARITY
        )
        return list(others)[:1]

    def _conclusion(self, newest: StateSentence) -> Conclusion:
        lead = state_lead(self.asked, newest.reading)
        if self._is_overtaken(newest) or not self._is_certain(lead, newest):
            return Conclusion(None, None, remark=self._remark(newest))
        return Conclusion(lead, None, self._lead_text(lead, newest), self._remark(newest))

    def _is_certain(self, lead: Lead, newest: StateSentence) -> bool:
        """Checks whether the statement is ahead of those that say otherwise, or the QA model reads it the same way."""
        opposite = (candidate.score for candidate in self.stated if state_lead(self.asked, candidate.reading) != lead)
        if newest.score - max(opposite, default=-math.inf) >= _MIN_OPPOSITE_GAP:
            return True
        (judgement,) = self.pool.reranker.judge([newest.sentence])
        return lead_probabilities(judgement)[lead] >= _MIN_PROBABILITY

    def _lead_text(self, lead: Lead, newest: StateSentence) -> str:
        """Returns the lead with what is planned and with the day of the statement."""
        words = [lead.capitalize()]
        if newest.reading in _PLANS and self.asked.words.name != "planned":
            words.append("but planned" if lead == "no" else "but its end is announced")
        if newest.day is not None:
            words.append(f"as of {long_date(newest.day)}")
        return ", ".join(words)

    def _remark(self, newest: StateSentence) -> str:
        days = (self.pool.question.as_of - newest.day).days if newest.day else 0
        return f"The newest statement about this is {days:,} days old." if days > _OLD_DAYS else ""
