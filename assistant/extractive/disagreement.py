"""Finds two articles that answer a question differently: another amount, another day, a yes and a no.

A disagreement is reported only if it is certain. Both sentences likely answer and repeat most of the question, and each has exactly
one value that can be meant.
"""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from assistant.answers.answer import Citation
from assistant.answers.answerer import ConflictingVersion
from assistant.extractive.short_answer import Span, short_answer
from assistant.extractive.text_overlap import fraction_shared, unique_stems
from assistant.extractive.yes_no import yes_or_no
from assistant.facts.numbers import Day, Number, read_quantities
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.tokens import stem
from assistant.questions.question import Question, QuestionKind

_MIN_SCORE = 0.45
_MIN_QUESTION_SHARE = 0.6  # of the question's words
_ROUNDING = 0.05  # amounts that differ by less may be one amount, rounded


def find_disagreement(
    question: Question, citations: Sequence[Citation]
) -> tuple[ConflictingVersion, ConflictingVersion] | None:
    """Returns the first two citations that answer differently, the newer first; None if there are none or it is uncertain.

    Args:
        question: The question.
        citations: The citations of the answer.
    """
    likely = [
        citation
        for citation in citations
        if citation.score >= _MIN_SCORE and _repeats_question(question, citation.quote)
    ]
    for first, second in combinations(likely, 2):
        if first.article_id == second.article_id:
            continue
        values = _different_values(question, first.quote, second.quote)
        if values:
            versions = [ConflictingVersion(values[0], first), ConflictingVersion(values[1], second)]
            newer, older = sorted(versions, key=lambda version: version.citation.published or date.min, reverse=True)
            return newer, older
    return None


def _repeats_question(question: Question, quote: str) -> bool:
    return fraction_shared(question.stems, unique_stems(quote, question.language)) >= _MIN_QUESTION_SHARE


def _different_values(question: Question, quote: str, other: str) -> tuple[str, str] | None:
    """Returns the words in which two quotes answer differently; None if they do not."""
    if question.language is not ENGLISH:  # the rules for values are those of English
        return None
    if question.kind is QuestionKind.YES_NO:
        verdict, other_verdict = yes_or_no(question.text, [quote]), yes_or_no(question.text, [other])
        return (verdict, other_verdict) if verdict and other_verdict and verdict != other_verdict else None
    if question.kind not in (QuestionKind.AMOUNT, QuestionKind.TIME):
        return None
    span, other_span = short_answer(question, quote), short_answer(question, other)
    if span is None or other_span is None:
        return None
    values = quote[slice(*span)], other[slice(*other_span)]
    if question.kind is QuestionKind.TIME:
        return values if _days_conflict(*values) else None
    return values if amounts_conflict((quote, span), (other, other_span)) else None


def _days_conflict(value: str, other: str) -> bool:
    day, other_day = _only_day(value), _only_day(other)
    if day is None or other_day is None:
        return False
    return not day.is_in(frozenset({other_day})) and not other_day.is_in(frozenset({day}))


def _only_day(text: str) -> Day | None:
    """Returns the day that a text names; None if there is no day, or more than one."""
    days = [day for day in read_quantities(text).days if day.day]
    return days[0] if len(days) == 1 else None


def amounts_conflict(first: tuple[str, Span], second: tuple[str, Span]) -> bool:
    """Checks whether two quotes state different amounts of the same thing.

    Args:
        first: A quote and where its amount is.
        second: The other quote and where its amount is.
    """
    number, other = (_only_number(quote[slice(*span)]) for quote, span in (first, second))
    if number is None or other is None or number.unit != other.unit:
        return False
    comparable = number.unit or _counted_noun(*first) == _counted_noun(*second)
    return bool(comparable) and _far_apart(number, other)


def _only_number(text: str) -> Number | None:
    numbers = list(read_quantities(text).numbers)
    return numbers[0] if len(numbers) == 1 else None


def _far_apart(number: Number, other: Number) -> bool:
    largest = max(abs(number.value), abs(other.value))
    return float(abs(number.value - other.value)) > _ROUNDING * float(largest)


def _counted_noun(quote: str, amount: Span) -> str:
    """Returns the stem of the first content word after an amount: the thing that is counted."""
    return next((stem(word) for word in content_words(quote[amount[1] :])), "")
