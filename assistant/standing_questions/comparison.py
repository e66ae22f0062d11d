"""Decides whether an answer has changed in substance, and not only in wording."""

from typing import Literal

from assistant.answers.answer import Answer, Citation, Statement
from assistant.extractive.text_overlap import word_containment
from assistant.facts.numbers import read_quantities
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize

ChangeKind = Literal["answered", "refused", "lead", "short_answer", "statement"]

_SAME_STATEMENT = 0.6


def compare_answers(before: Answer, after: Answer) -> ChangeKind | None:
    """Returns how two answers to one question differ in substance; None if they do not.

    The first difference of these counts: whether the articles answer it; yes, no or undecided, also where there was none before; the short
    answer; the newest value of a series; a newer amount; the first statement. A statement that says the same in other words, or that the
    earlier answer contained too, is no change.
    """
    if before.status != after.status:
        return "answered" if after.status == "answered" else "refused"
    if after.status == "not_found":
        return None
    if before.lead != after.lead and after.lead is not None:
        return "lead"
    if before.short_answer is not None and after.short_answer is not None:
        if not _say_the_same(before.short_answer.text, after.short_answer.text):
            return "short_answer"
        return "statement" if newer_amounts(before, after) else None
    if before.lead is not None and before.lead == after.lead:
        return None
    if before.series and after.series:
        return None if before.series[-1].text == after.series[-1].text else "statement"
    return None if _is_repeated(after.statements[0], before) else "statement"


def leading_citations(before: Answer, after: Answer) -> tuple[Citation, ...]:
    """Returns the citations of what an answer begins with, and of amounts in it that are newer than those of the answer before."""
    leading = {number for one in newer_amounts(before, after) for number in one.citations}
    leading |= set(after.statements[0].citations) if after.statements else set()
    if after.short_answer is not None:
        leading.add(after.short_answer.citation)
    if after.series:
        leading.add(after.series[-1].citation)
    return tuple(citation for citation in after.citations if citation.number in leading)


def newer_amounts(before: Answer, after: Answer) -> tuple[Statement, ...]:
    """Returns the statements with amounts that the answer before had not, of articles after all of its own, if it gave an amount."""
    if before.short_answer is None or not _numbers(before.short_answer.text):
        return ()
    days = [citation.published for citation in before.citations if citation.published]
    known = {number for statement in before.statements for number in _numbers(statement.text)}
    newer = {
        citation.number
        for citation in after.citations
        if citation.published and days and citation.published > max(days)
    }
    return tuple(
        statement
        for statement in after.statements
        if newer & set(statement.citations) and _numbers(statement.text) and not _numbers(statement.text) & known
    )


def _is_repeated(statement: Statement, earlier: Answer) -> bool:
    """Checks whether an earlier answer contains a statement, possibly in other words."""
    return any(_is_reworded(statement.text, other.text) for other in earlier.statements)


def _is_reworded(text: str, other: str) -> bool:
    overlap = max(word_containment(text, other), word_containment(other, text))
    return overlap >= _SAME_STATEMENT and not have_other_numbers(text, other)


def have_other_numbers(text: str, other: str) -> bool:
    """Checks whether both texts have numbers, and none of them is the same."""
    numbers, other_numbers = _numbers(text), _numbers(other)
    return bool(numbers and other_numbers) and not numbers & other_numbers


def _numbers(text: str) -> set[str]:
    return {str(number) for number in read_quantities(text).numbers}


def _say_the_same(short: str, other: str) -> bool:
    """Checks whether one short answer contains the words of the other: "Skerry Rovers", "the Rovers"; "$22 per hour", "$22 an hour"."""
    words, other_words = (
        {stem(word) for word in tokenize(text) if word not in FUNCTION_WORDS} for text in (short, other)
    )
    return bool(words & other_words) and (words <= other_words or other_words <= words)
