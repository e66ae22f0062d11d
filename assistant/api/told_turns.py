"""Turns as a client tells them that keeps the conversation itself: words alone, to which follow-ups can refer."""

import re
from datetime import date

from assistant.answers.answer import LIBRARY_ANSWERER, Answer, Statement
from assistant.questions.small_talk import parse_small_talk

_NUMBERS = re.compile(r"\s*\[\d+\]")


def told_turn(asked: str, replied: str, as_of: date) -> Answer:
    """A turn that only counts by its words; the reply only if it has citations.

    Args:
        asked: The question as it was searched for.
        replied: The text of the answer, with the numbers of its citations: "… on Monday. [1]".
        as_of: The day that is asked on.
    """
    said = _NUMBERS.sub("", replied)
    is_cited = said != replied
    return Answer(
        question=asked,
        standalone_question=asked,
        status="answered" if is_cited else "not_found",
        text=replied,
        statements=(Statement(text=said, citations=(1,), supported=True),) if is_cited else (),
        as_of=as_of,
        answerer=LIBRARY_ANSWERER
        if not is_cited and parse_small_talk(asked)
        else "client",  # a greeting changes no subject
    )
