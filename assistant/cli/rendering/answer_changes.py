"""Changes of answers as lines for a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.terminal_text import one_line, utc_minute
from assistant.prompts.wording import CHANGE_WORDING

if TYPE_CHECKING:
    from assistant.answers.answer import Answer
    from assistant.standing_questions import AnswerChange


def change_lines(change: "AnswerChange") -> Iterator[Line]:
    """Yields the question, how its answer has changed, and both answers with their sources."""
    yield [
        StyledText(f"{utc_minute(change.noticed_at)}  ", "dim"),
        StyledText(one_line(change.question), "bold"),
        StyledText(f"  {CHANGE_WORDING[change.kind]}", "yellow"),
    ]
    yield from _answer_lines("before", change.before)
    yield from _answer_lines("now", change.after)
    yield []


def answer_in_short(answer: "Answer") -> str:
    """Returns an answer in one line: its lead or short answer, and its first statement; or that there is none."""
    if not answer.statements:
        return one_line(answer.text)
    lead = answer.lead_text or (answer.short_answer.shown if answer.short_answer else "")
    first = one_line(answer.statements[0].text)
    return f"{one_line(lead)}: {first}" if lead else first


def _answer_lines(name: str, answer: "Answer") -> Iterator[Line]:
    for number, line in enumerate(filter(None, answer.text.split("\n"))):
        yield [StyledText(f"  {'' if number else name:<7}", "dim"), StyledText(one_line(line))]
    for citation in answer.citations:
        day = citation.published.isoformat() if citation.published else "undated"
        source = f"         [{citation.number}] {one_line(citation.title)}, {one_line(citation.source)}, {day}"
        yield [StyledText(source, "dim")]
