"""What the forms of an answer have in common: a confidence, and the parts of the answer."""

from collections.abc import Iterator
from typing import Protocol

from assistant.answers.answer import Statement
from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.answers.citing import cite_hit
from assistant.extractive.sentence_ranking import RankedSentence


class FormAnswer(Protocol):
    """An answer of one form, made from the ranked sentences of the evidence."""

    @property
    def confidence(self) -> float:
        """The confidence that the evidence answers the question, from 0 to 1."""
        ...

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """Yields the statements, then the conclusion."""
        ...


def quote_sentence(number: int, sentence: RankedSentence, confidence: float, label: str = "") -> CitedStatement:
    """Makes the statement that quotes a sentence.

    Args:
        number: The number of its citation.
        sentence: The sentence.
        confidence: The confidence that it answers, from 0 to 1.
        label: What stands before the quote: a date, a publication.
    """
    hit = sentence.hit
    citation = cite_hit(number, hit, sentence.quoted_from, sentence.end, confidence)
    return CitedStatement(Statement(text=citation.quote, citations=(number,), supported=True, label=label), (citation,))
