"""Answers a question for a current state: yes, no or undecided as of the day of the newest statement about it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.answers.answer import Lead
from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.extractive.forms.form_answer import quote_sentence
from assistant.extractive.forms.state_ranking import StateSentence, rank_state_sentences, state_lead
from assistant.extractive.lead import confidence_with_lead, contradicts_wording, lead_probabilities
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.text_overlap import word_similarity
from assistant.facts.states import StateReading
from assistant.ingest.language.english import ENGLISH
from assistant.logistic import logit, sigmoid
from assistant.prompts.wording import long_date
from assistant.questions.form import QuestionForm
from assistant.questions.question import QuestionKind
from assistant.questions.state_question import asks_for_present

_STATED_LOGIT = 1.5  # what the known words of the state add to the confidence, as a logit
_MAX_SCORE_GAP = 1.5  # of a second sentence
_MIN_CONFIRMING_LOGIT = 1.0
_MAX_WORD_SIMILARITY = 0.6
_MIN_OPPOSITE_GAP = 0.5  # how far a statement has to be ahead of those that say otherwise
_MIN_PROBABILITY = 0.85  # of the QA model, for a lead
_MIN_LEADING_LOGIT = -1.0  # of a sentence that only the QA model reads, for a lead
_SAME_TOPIC_SHARE = 0.9  # of the best passage's score: a newer article above it may tell that the state has changed
_OLD_DAYS = 30
_MAX_DAYS_OF_PLAN = 10
_PLANS = {StateReading.PLANNED, StateReading.END_PLANNED}
_OPEN = {*_PLANS, StateReading.UNDECIDED}


@dataclass(frozen=True)
class StateAnswer:
    """The answer to a question for a current state.

    Attributes:
        pool: The sentences of the evidence.
    """

    pool: SentencePool

    @classmethod
    def of(cls, pool: SentencePool) -> "StateAnswer | None":
        """Returns the answer if the question asks for a state, or for yes or no in the present; else None."""
        question = pool.question
        is_yes_no = question.kind is QuestionKind.YES_NO and question.language is ENGLISH
        asks_now = is_yes_no and question.form is QuestionForm.FACT and asks_for_present(question.text)
        return cls(pool) if question.form is QuestionForm.STATE or asks_now else None

    @property
    def sentences(self) -> Sequence[RankedSentence]:
        """See `FormAnswer.sentences`."""
        return [*(candidate.sentence for candidate in self.stated), *self.pool.ranked[len(self.stated) :]]

    @cached_property
    def stated(self) -> list[StateSentence]:
        """The judged sentences, the best statement of the current state first."""
        judged = self.pool.reranker.judge_best(self.pool.ranked)
        return rank_state_sentences(self.pool.question, self.pool.ranked, judged)

    @cached_property
    def confidence(self) -> float:
        """See `FormAnswer.confidence`."""
        asked = self.pool.question.state
        if not self.stated or (asked is not None and asked.words.is_event and self._is_overtaken(self.stated[0])):
            return 0.0
        confidence = self._confidence(self.pool.confidence, self.stated[0])
        return confidence_with_lead(confidence, self.pool.question, self._conclusion.lead)

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """See `FormAnswer.parts`."""
        newest = self.stated[0]
        for number, candidate in enumerate([newest, *self._confirming(newest)], 1):
            confidence = self._confidence(self.pool.sentence_confidence(candidate.sentence), candidate)
            yield quote_sentence(number, candidate.sentence, confidence)
        yield self._conclusion

    def _confidence(self, by_qa_model: float, candidate: StateSentence) -> float:
        """Returns the confidence with what the known words of the state say: that it is stated, or that the sentence tells of the past."""
        stated = (candidate.reading is not None) - candidate.is_past
        return sigmoid(logit(by_qa_model) + _STATED_LOGIT * stated) if stated else by_qa_model

    def _is_overtaken(self, newest: StateSentence) -> bool:
        """Checks whether what was planned or open may have happened since."""
        days = (self.pool.question.as_of - newest.day).days if newest.day else 0
        return newest.reading in _OPEN and days > _MAX_DAYS_OF_PLAN

    def _is_still_stated(self, lead: Lead, newest: StateSentence) -> bool:
        """Checks whether the statement, or one by known words of a later day that says the same, holds on the day of the question."""
        later = (
            one for one in self.stated if one.reading is not None and one.day and newest.day and one.day > newest.day
        )
        return any(self._is_current(one) for one in (newest, *later) if self.stated_lead(one) == lead)

    def _is_current(self, newest: StateSentence) -> bool:
        """Checks whether a statement still holds on the day of the question; if it names its end ("until 12 June"), that decides."""
        end = newest.end
        if end is not None:
            return end > self.pool.question.as_of
        return not self._is_overtaken(newest) and not self._is_followed(newest)

    def _is_followed(self, newest: StateSentence) -> bool:
        """Checks whether an article of a later day is about the same: it may tell in other words that the state has changed."""
        return newest.day is not None and self._newest_day_of_topic > newest.day

    @cached_property
    def _newest_day_of_topic(self) -> date:
        """The day of the newest article with a passage about as good as the best one; `date.min` if none has a date."""
        hits = [sentence.hit for sentence in self.pool.ranked]
        lowest = _SAME_TOPIC_SHARE * max(hit.score for hit in hits)
        days = (hit.article.published.date() for hit in hits if hit.article.published and hit.score >= lowest)
        return max(days, default=date.min)

    def _confirming(self, newest: StateSentence) -> list[StateSentence]:
        """Returns the best other sentence that says the same, if there is one."""
        lead = self.stated_lead(newest)
        others = (
            candidate
            for candidate in self.stated[1:]
            if candidate.score >= newest.score - _MAX_SCORE_GAP
            and candidate.judgement.answer_logit >= _MIN_CONFIRMING_LOGIT
            and self.stated_lead(candidate) == lead
            and not candidate.sentence.overlaps(newest.sentence)
            and word_similarity(candidate.sentence.text, newest.sentence.text) < _MAX_WORD_SIMILARITY
        )
        return list(others)[:1]

    def stated_lead(self, candidate: StateSentence) -> Lead | None:
        """Returns what a sentence says by the known words of the state, or else by the QA model if that is certain."""
        asked = self.pool.question.state
        if asked is not None and candidate.reading is not None:
            return state_lead(asked, candidate.reading)
        if candidate.is_past:
            return None
        probabilities = lead_probabilities(candidate.judgement)
        best = max(probabilities, key=probabilities.__getitem__)
        if contradicts_wording(best, self.pool.question, candidate.sentence.text):
            return None
        is_certain = probabilities[best] >= _MIN_PROBABILITY and candidate.judgement.answer_logit >= _MIN_LEADING_LOGIT
        return best if is_certain else None

    @cached_property
    def _conclusion(self) -> Conclusion:
        newest = self.stated[0]
        lead = self.stated_lead(newest)
        if lead is None or not self._is_still_stated(lead, newest) or not self._is_certain(lead, newest):
            return Conclusion(None, None, remark=self._remark(newest))
        return Conclusion(lead, None, self._lead_text(lead, newest), self._remark(newest))

    def _is_certain(self, lead: Lead, newest: StateSentence) -> bool:
        """Checks whether the statement is ahead of those that say otherwise, or the QA model reads it the same way."""
        opposite = (candidate.score for candidate in self.stated if self.stated_lead(candidate) not in (lead, None))
        if newest.score - max(opposite, default=-math.inf) >= _MIN_OPPOSITE_GAP:
            return True
        return lead_probabilities(newest.judgement)[lead] >= _MIN_PROBABILITY

    def _lead_text(self, lead: Lead, newest: StateSentence) -> str:
        """Returns the lead with what is planned and with the day of the statement."""
        words = [lead.capitalize()]
        asked = self.pool.question.state
        if newest.reading in _PLANS and asked is not None and asked.words.name != "planned":
            words.append("but planned" if lead == "no" else "but its end is announced")
        if newest.day is not None:
            words.append(f"as of {long_date(newest.day)}")
        return ", ".join(words)

    def _remark(self, newest: StateSentence) -> str:
        days = (self.pool.question.as_of - newest.day).days if newest.day else 0
        return f"The newest statement about this is {days:,} days old." if days > _OLD_DAYS else ""
