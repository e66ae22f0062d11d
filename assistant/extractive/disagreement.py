"""Where two articles answer a question differently: another amount, another day, a yes and a no.

Speaks only where it is plain: both sentences likely answer and repeat most of the question, and each has just one thing that can be meant.
"""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from assistant.answers.answer import Citation
from assistant.answers.answerer import Version
from assistant.extractive.features import fraction_shared, stems_of
from assistant.extractive.short_answer import short_answer
from assistant.extractive.yes_no import yes_or_no
from assistant.facts.numbers import Day, Number, read_quantities
from assistant.ingest.language.english import FUNCTION_WORDS, stem
from assistant.ingest.language.tokens import tokenize
from assistant.questions.question import Question, QuestionKind

_LIKELY = 0.5
_REPEATED = 0.6  # of the question's words
_ROUNDED = 0.05  # amounts that are so close may be one, told with and without its last digits


def find_disagreement(question: Question, citations: Sequence[Citation]) -> tuple[Version, Version] | None:
    """The first two that answer differently, the newer first; None where none do, or it is not plain.

    Args:
        question: The question.
        citations: What is quoted as an answer.
    """
    plain = [one for one in citations if one.score >= _LIKELY and _repeats(question, one.quote)]
    for one, other in combinations(plain, 2):
        if one.article_id != other.article_id and (said := _said(question, one.quote, other.quote)):
            newer, older = sorted(zip(said, (one, other), strict=True), key=lambda each: _day(each[1]), reverse=True)
            return Version(*newer), Version(*older)
    return None


def _repeats(question: Question, quote: str) -> bool:
    return fraction_shared(question.stems, stems_of(quote)) >= _REPEATED


def _day(citation: Citation) -> date:
    return citation.published or date.min


def _said(question: Question, one: str, other: str) -> tuple[str, str] | None:
    """In which words they differ."""
    if question.kind is QuestionKind.YES_NO:
        here, there = yes_or_no(question.text, [one]), yes_or_no(question.text, [other])
        return (here, there) if here and there and here != there else None
    if question.kind not in (QuestionKind.AMOUNT, QuestionKind.TIME):
        return None
    spans = short_answer(question, one), short_answer(question, other)
    if spans[0] is None or spans[1] is None:
        return None
    said = one[slice(*spans[0])], other[slice(*spans[1])]
    if question.kind is QuestionKind.TIME:
        days = _only_day(said[0]), _only_day(said[1])
        return said if days[0] and days[1] and _contradict(days[0], days[1]) else None
    amounts = _only_number(said[0]), _only_number(said[1])
    if amounts[0] is None or amounts[1] is None or amounts[0].unit != amounts[1].unit:
        return None
    alike = amounts[0].unit or _counted(one, spans[0]) == _counted(other, spans[1])
    return said if alike and _far_apart(amounts[0], amounts[1]) else None


def _only_day(text: str) -> Day | None:
    """The day, where the text is one and names its month."""
    days = [one for one in read_quantities(text).days if one.day]
    return days[0] if len(days) == 1 else None


def _contradict(one: Day, other: Day) -> bool:
    return not one.is_in(frozenset({other})) and not other.is_in(frozenset({one}))


def _only_number(text: str) -> Number | None:
    numbers = list(read_quantities(text).numbers)
    return numbers[0] if len(numbers) == 1 else None


def _far_apart(one: Number, other: Number) -> bool:
    return float(abs(one.value - other.value)) > _ROUNDED * float(max(abs(one.value), abs(other.value)))


def _counted(quote: str, amount: tuple[int, int]) -> str:
    """The first word of meaning after an amount: what there are so many of."""
    return next((stem(term) for term in tokenize(quote[amount[1] :]) if term not in FUNCTION_WORDS), "")
