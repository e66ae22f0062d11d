"""Earlier turns that the client sends along because it keeps the conversation itself."""

import re
from datetime import date

from assistant.answers.answer import LIBRARY_ANSWERER, Answer, Statement
from assistant.questions.small_talk import parse_small_talk

_CITATION_NUMBER = re.compile(r"\[\d+\]")


def client_turn(question: str, answer: str, as_of: date) -> Answer:
    """Builds a turn from the client's text, for follow-ups. The answer counts only if it has citation numbers.

    Args:
        question: The standalone question.
        answer: The text of the answer with its citation numbers: "… on Monday. [1]".
        as_of: The day of the new question.
    """
    *cited, rest = _CITATION_NUMBER.split(answer)
    text = (
        "".join(part.rstrip() for part in cited) + rest
    )  # a pattern for the space before a number takes quadratic time
    is_cited = bool(cited)
    is_small_talk = not is_cited and parse_small_talk(question) is not None  # a greeting does not change the topic
    return Answer(
        question=question,
        standalone_question=question,
        status="answered" if is_cited else "not_found",
        text=answer,
        statements=(Statement(text=text, citations=(1,), supported=True),) if is_cited else (),
        as_of=as_of,
        answerer=LIBRARY_ANSWERER if is_small_talk else "client",
    )
