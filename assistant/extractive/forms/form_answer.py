"""What the forms of an answer have in common: the sentences, a confidence, and the parts of the answer."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from assistant.answers.answer import Citation, Statement
from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.answers.citing import cite_hit
from assistant.extractive.sentence_ranking import RankedSentence


class FormAnswer(Protocol):
    """An answer of one form, made from the ranked sentences of the evidence."""

    @property
    def sentences(self) -> Sequence[RankedSentence]:
        """The sentences of the evidence in the order that counts for this form, best first."""
        ...

    @property
    def confidence(self) -> float:
        """The confidence that the evidence answers the question, from 0 to 1."""
        ...

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """Yields the statements, then the conclusion."""
        ...


def cite_sentence(number: int, sentence: RankedSentence, confidence: float) -> Citation:
    """Makes the citation of a sentence; its quote begins earlier if the sentence opens with a pronoun.

    Args:
        number: The number of the citation.
        sentence: The sentence.
        confidence: The confidence that it answers, from 0 to 1.
    """
    return cite_hit(number, sentence.hit, sentence.quoted_from, sentence.end, confidence)


def quote_sentence(
    number: int,
    sentence: RankedSentence,
    confidence: float,
    label: str = "",
    *,
    short_answer: tuple[int, int] | None = None,
    meant_day: date | None = None,
    remarks: tuple[str, ...] = (),
) -> CitedStatement:
    """Makes the statement that quotes a sentence.

    Args:
        number: The number of its citation.
        sentence: The sentence.
        confidence: The confidence that it answers, from 0 to 1.
        label: What stands before the quote: a date, a publication.
        short_answer: Where the short answer is in the quote; None if there is none.
        meant_day: The day that the short answer means; see `CitedStatement`.
        remarks: What to know about the statement.
    """
    citation = cite_sentence(number, sentence, confidence)
    statement = Statement(
        text=citation.quote,
        citations=(number,),
        supported=True,
        short_answer=short_answer,
        remarks=remarks,
        label=label,
    )
    return CitedStatement(statement, (citation,), meant_day)
