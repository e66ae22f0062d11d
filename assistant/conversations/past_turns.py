"""Turns of a conversation as a follow-up question uses them."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers.answer import LIBRARY_ANSWERER, Answer

_MAX_TURNS = 12  # older turns have next to no weight


@dataclass(frozen=True, slots=True)
class PastTurn:
    """Question with its answer.

    Attributes:
        question: The standalone question.
        answer: The answer; empty if the articles do not contain one.
        titles: The titles of the cited articles, or of the nearest one.
        short_answer: The words that answer by themselves; empty if there are none.
        statements: The sentences of the answer.
    """

    question: str
    answer: str = ""
    titles: tuple[str, ...] = ()
    short_answer: str = ""
    statements: tuple[str, ...] = ()


def past_turns(answers: Sequence[Answer]) -> list[PastTurn]:
    """Converts the last answers of a conversation, the newest last. Small talk is left out, because it does not change the topic."""
    return [
        _past_turn(answer)
        for answer in answers[-_MAX_TURNS:]
        if answer.answerer != LIBRARY_ANSWERER or answer.citations
    ]


def _past_turn(answer: Answer) -> PastTurn:
    shown = answer.citations or ((answer.nearest,) if answer.nearest else ())
    titles = tuple(dict.fromkeys(citation.title for citation in shown))
    statements = tuple(statement.text for statement in answer.statements if statement.citations)
    # A summary is about its article, whatever words the request had.
    is_summary = answer.answerer == LIBRARY_ANSWERER and len(titles) == 1
    short_answer = answer.short_answer.text if answer.short_answer else ""
    question = "" if is_summary else answer.standalone_question
    return PastTurn(question, " ".join(statements), titles, short_answer, statements)
