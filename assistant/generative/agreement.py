"""Tells whether what a small language model wrote is the answer that the QA model found."""

from collections.abc import Sequence

from assistant.answers.answer import Citation
from assistant.answers.answerer import AnswerPart, CitedStatement
from assistant.ingest.language.tokens import all_stems

_MIN_SHARE = 0.5  # of the words of the short answer


def words_the_answer(written: Sequence[CitedStatement], quoted: Sequence[AnswerPart]) -> bool:
    """Checks that a written answer has the words of the short answer; without a short answer, that it cites what is quoted.

    Args:
        written: The supported sentences of the language model.
        quoted: The parts of the extractive answer.
    """
    quotes = [part for part in quoted if isinstance(part, CitedStatement)]
    span = quotes[0].statement.short_answer if quotes else None
    if span is None:
        return any(_overlap(one, other) for one in _citations(written) for other in _citations(quotes))
    short = all_stems(quotes[0].statement.text[slice(*span)])
    stems = frozenset[str]().union(*(all_stems(one.statement.text) for one in written))
    return len(short & stems) >= _MIN_SHARE * len(short)


def _citations(parts: Sequence[CitedStatement]) -> list[Citation]:
    return [citation for part in parts for citation in part.citations]


def _overlap(one: Citation, other: Citation) -> bool:
    return one.article_id == other.article_id and one.start < other.end and other.start < one.end
