"""Answers since when a state lasts: with the first sentence that states it after the last one that states the opposite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.extractive.forms.fact_answer import fact_statement
from assistant.extractive.forms.form_answer import quote_sentence
from assistant.extractive.forms.state_answer import StateAnswer
from assistant.extractive.forms.state_ranking import StateSentence
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import JudgedSentence
from assistant.questions.form import QuestionForm
from assistant.questions.state_question import state_of_since_when


@dataclass(frozen=True)
class SinceAnswer:
    """The answer to a question since when a state lasts.

    Attributes:
        pool: The sentences of the evidence.
        state: The answer to the question whether the state holds.
        beginning: The sentence that states that it began.
    """

    pool: SentencePool
    state: StateAnswer
    beginning: StateSentence

    @classmethod
    def of(cls, pool: SentencePool) -> "SinceAnswer | StateAnswer | None":
        """Returns the answer; None if the question does not ask since when a known state lasts, or no sentence states it.

        If the newest statement says that the state does not hold, the answer is that one.
        """
        state_question = state_of_since_when(pool.question.text)
        if state_question is None:
            return None
        question = replace(pool.question, text=state_question)
        state = StateAnswer(replace(pool, question=question, reranker=pool.reranker.asking(question)))
        if question.form is not QuestionForm.STATE or not state.stated:
            return None
        lead = state.stated_lead(state.stated[0])
        if lead == "no":
            return state
        beginning = _beginning(state)
        return None if lead is None or beginning is None else cls(pool, state, beginning)

    @cached_property
    def sentences(self) -> Sequence[RankedSentence]:
        """See `FormAnswer.sentences`."""
        first = self.beginning.sentence
        return [first, *(sentence for sentence in self.pool.ranked if sentence is not first)]

    @property
    def confidence(self) -> float:
        """See `FormAnswer.confidence`."""
        return self.state.confidence

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """See `FormAnswer.parts`."""
        sentence = self.beginning.sentence
        since = replace(self.pool.question, text=f"since when {self.state.pool.question.text}")
        (judgement,) = self.pool.reranker.asking(since).judge([sentence])
        stated = fact_statement(since, 1, JudgedSentence(sentence, judgement), self.confidence)
        # "6 a.m." or "twelve weeks" is no day.
        yield stated if stated.meant_day else quote_sentence(1, sentence, self.confidence)
        yield Conclusion(None, None)


def _beginning(state: StateAnswer) -> StateSentence | None:
    """Returns the oldest statement that the state holds, of those that are newer than the last one that it does not."""
    dated = [(one.day, state.stated_lead(one), one) for one in state.stated if one.day and one.reading is not None]
    last_opposite = max((day for day, lead, _ in dated if lead == "no"), default=date.min)
    holding = [(day, one) for day, lead, one in dated if lead == "yes" and day > last_opposite and not one.is_past]
    return min(holding, key=lambda pair: (pair[0], -pair[1].score))[1] if holding else None
