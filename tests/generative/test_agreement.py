"""What a small language model writes counts only if it is the answer that the QA model found; otherwise the quotes answer."""

import pytest

from assistant.answers.answer import Citation, Statement
from assistant.answers.answerer import CitedStatement
from assistant.generative.agreement import words_the_answer

QUOTE = "The council closed the bridge on Tuesday, after Ruth Vale had found cracks in it."
OTHER = "Traders had asked the mayor for help."


def cited(text: str, quote: str, short: str = "") -> CitedStatement:
    start = 0 if quote == QUOTE else 500
    citation = Citation(
        number=1,
        article_id="a",
        title="A",
        source="Post",
        url=None,
        published=None,
        start=start,
        end=start + len(quote),
        quote=quote,
        score=1.0,
    )
    span = (text.index(short), text.index(short) + len(short)) if short else None
    return CitedStatement(Statement(text=text, citations=(1,), supported=True, short_answer=span), (citation,))


@pytest.mark.parametrize(
    ("written", "is_the_answer"),
    [
        ("Ruth Vale found the cracks.", True),
        ("The cracks were found by Vale.", True),
        ("The council found cracks in the bridge.", False),
    ],
)
def test_a_written_answer_has_the_words_of_the_short_answer(written: str, is_the_answer: bool) -> None:
    quoted = [cited(QUOTE, QUOTE, "Ruth Vale")]
    assert words_the_answer([cited(written, QUOTE)], quoted) == is_the_answer


def test_a_written_answer_cites_what_is_quoted_where_there_is_no_short_answer() -> None:
    assert words_the_answer([cited("The bridge is closed.", QUOTE)], [cited(QUOTE, QUOTE)])
    assert not words_the_answer([cited("Traders asked for help.", OTHER)], [cited(QUOTE, QUOTE)])
