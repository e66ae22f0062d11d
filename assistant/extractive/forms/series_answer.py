"""Answers how an amount changed: one quote for each value, the oldest first, as each article states it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answers.answer import SeriesPoint
from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.extractive.forms.form_answer import quote_sentence
from assistant.extractive.qa_model import Judgement
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.short_answer import CORRECTION, Span, find_amounts
from assistant.facts.numbers import Number, read_quantities
from assistant.prompts.wording import long_date
from assistant.questions.question import Question, parse_question
from assistant.questions.series_question import measured_amount

_JUDGED_SENTENCES = 40
_MIN_ANSWER_LOGIT = 0.0
_MIN_SPAN_SCORE = 1.0
_MAX_POINTS = 12


@dataclass(frozen=True, slots=True)
class _Value:
    """An amount in a sentence.

    Attributes:
        sentence: The sentence.
        day: The day of its article.
        span: Where the amount is in the sentence.
        number: The amount.
        confidence: The confidence that it is the amount that is asked for.
    """

    sentence: RankedSentence
    day: date
    span: Span
    number: Number
    confidence: float


@dataclass(frozen=True)
class SeriesAnswer:
    """How an amount changed.

    Attributes:
        pool: The sentences of the evidence.
        values: The values, the oldest first; two in a row differ.
    """

    pool: SentencePool
    values: Sequence[_Value]

    @classmethod
    def of(cls, pool: SentencePool) -> "SeriesAnswer | None":
        """Returns the answer if the question asks how an amount changed and the articles state two values of it; else None."""
        amount = measured_amount(pool.question.text)
        if amount is None:
            return None
        values = _changes(_read_values(pool, parse_question(amount, pool.question.as_of)))
        return cls(pool, values) if len(values) > 1 else None

    @property
    def sentences(self) -> Sequence[RankedSentence]:
        """See `FormAnswer.sentences`."""
        return self.pool.ranked

    @property
    def confidence(self) -> float:
        """See `FormAnswer.confidence`."""
        return max(value.confidence for value in self.values)

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """See `FormAnswer.parts`."""
        points = []
        for number, value in enumerate(self.values, 1):
            sentence, (start, end) = value.sentence, value.span
            offset = sentence.start - sentence.quoted_from
            short = (offset + start, offset + end)
            yield quote_sentence(number, sentence, value.confidence, long_date(value.day), short_answer=short)
            text = sentence.text[start:end]
            points.append(SeriesPoint(day=value.day, value=float(value.number.value), text=text, citation=number))
        yield Conclusion(None, None, series=tuple(points))


def _read_values(pool: SentencePool, amount: Question) -> list[_Value]:
    """Reads the amount in each sentence that states it with enough confidence.

    Args:
        pool: The sentences.
        amount: The question for the amount at one time.
    """
    asked = SentencePool(amount, pool.ranked, pool.reranker.asking(amount), pool.weights)
    candidates = [
        one
        for one in pool.ranked
        if not one.is_heading and one.hit.article.published is not None and any(find_amounts(one.text))
    ][:_JUDGED_SENTENCES]
    judged = zip(candidates, asked.reranker.judge(candidates), strict=True)
    stating = [(sentence, judgement) for sentence, judgement in judged if _states_amount(sentence, judgement)]
    values: list[_Value] = []
    for sentence, judgement in sorted(stating, key=lambda pair: _published(pair[0])):
        span = _corrected_amount(sentence.text, values) if CORRECTION.search(sentence.text) else judgement.span
        number = _only_number(sentence.text[slice(*span)]) if span else None
        confidence = asked.sentence_confidence(sentence)
        if span is not None and number is not None and confidence >= pool.weights.threshold:
            values.append(_Value(sentence, _published(sentence), span, number, confidence))
    return values


def _published(sentence: RankedSentence) -> date:
    published = sentence.hit.article.published
    return published.date() if published else date.min


def _states_amount(sentence: RankedSentence, judgement: Judgement) -> bool:
    """Checks whether the QA model finds an amount in a sentence."""
    span = judgement.span
    is_certain = judgement.answer_logit >= _MIN_ANSWER_LOGIT and judgement.span_score >= _MIN_SPAN_SCORE
    return is_certain and span is not None and any(find_amounts(sentence.text[slice(*span)]))


def _corrected_amount(sentence: str, earlier: Sequence[_Value]) -> Span | None:
    """Returns the amount of a correction that was not stated before; None if there is none, or more than one."""
    known = {value.number for value in earlier}
    new = {
        number: span
        for span in find_amounts(sentence)
        if (number := _only_number(sentence[slice(*span)])) is not None and number not in known
    }
    units = {value.number.unit for value in earlier}
    of_unit = [span for number, span in new.items() if number.unit in units]
    return of_unit[0] if len(of_unit) == 1 else None


def _changes(values: Sequence[_Value]) -> list[_Value]:
    """Returns the most certain value of each day in the unit that most of them have, without those that repeat the one before."""
    if not values:
        return []
    ((unit, _),) = Counter(value.number.unit for value in values).most_common(1)
    by_day: dict[date, _Value] = {}
    for value in sorted(values, key=lambda value: -value.confidence):
        if value.number.unit == unit:
            by_day.setdefault(value.day, value)
    changes: list[_Value] = []
    for _, value in sorted(by_day.items()):
        if not changes or value.number.value != changes[-1].number.value:
            changes.append(value)
    return changes[-_MAX_POINTS:]


def _only_number(text: str) -> Number | None:
    numbers = list(read_quantities(text).numbers)
    return numbers[0] if len(numbers) == 1 else None
