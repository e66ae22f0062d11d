"""An answer as lines for a terminal."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from assistant.answers.draft import series_text
from assistant.cli.output import Line, StyledText
from assistant.cli.terminal_text import one_line
from assistant.prompts.wording import NOT_CONFIRMED, WORDED_BY_MODEL, long_date, newest_source_line, quantity

if TYPE_CHECKING:
    from assistant.answers.answer import Answer, Citation, Statement, Step

_INDENT = "    "


def answer_lines(answer: "Answer") -> Iterator[Line]:
    """Yields the steps, the statements with their citation numbers, the citations, and the age of the newest source."""
    yield from _preface_lines(answer)
    if answer.status == "not_found":
        yield [StyledText(one_line(answer.text))]
        return
    if answer.lead:
        yield [StyledText(f"{answer.lead_text}:", "bold")]
    if answer.short_answer:
        number = f"[{answer.short_answer.citation}]"
        yield [
            StyledText(one_line(answer.short_answer.shown), "bold"),
            StyledText(" "),
            StyledText(number, "bold cyan"),
        ]
    if answer.series:
        yield [StyledText(one_line(series_text(answer.series)), "bold")]
    for statement in answer.statements:
        yield statement_line(statement)
    if not answer.citations:
        return
    yield []
    statements = {one_line(statement.text) for statement in answer.statements}
    for citation in answer.citations:
        yield from _citation_lines(citation, with_quote=one_line(citation.quote) not in statements)
    yield []
    yield [StyledText(newest_source_line(answer.newest_source, answer.as_of), "dim")]
    if answer.is_worded_by_model:
        yield [StyledText(WORDED_BY_MODEL, "dim")]


def _preface_lines(answer: "Answer") -> Iterator[Line]:
    """Yields what was searched for, what a language model looked up, and the notice."""
    if answer.standalone_question != answer.question:
        yield [StyledText(f"Searched for: {one_line(answer.standalone_question)}", "dim")]
    for step in answer.steps:
        yield step_line(step)
    if answer.notice:
        yield [StyledText(one_line(answer.notice), "yellow")]


def article_line(title: str, source: str, published: date | None) -> str:
    """Returns an article's title, publication and day in one line."""
    day = long_date(published) if published else "undated"
    return f"{one_line(title)} — {one_line(source)}, {day}"


def step_line(step: "Step") -> Line:
    """Returns what a language model looked up, and how much it found."""
    verb = "Read" if step.tool == "read_article" else "Looked up"
    found = quantity(step.found, "passage") if step.found else "nothing found"
    return [StyledText(f"{verb}: {one_line(step.request)} — {found}", "dim")]


def statement_line(statement: "Statement") -> Line:
    """Returns a statement with its label, its citation numbers, its remarks, and a mark if its source does not confirm it."""
    numbers = "".join(
        f" [{number}]" if index == 0 else f"[{number}]" for index, number in enumerate(statement.citations)
    )
    marks = [*([] if statement.supported else [NOT_CONFIRMED]), *statement.remarks]
    doubt = [StyledText(f" ({'; '.join(marks)})", "yellow")] if marks else []
    label = [StyledText(f"{one_line(statement.label)}: ", "bold")] if statement.label else []
    return [*label, *_with_short_answer(statement), StyledText(numbers, "bold cyan"), *doubt]


def _with_short_answer(statement: "Statement") -> Line:
    """Returns the statement with its short answer in bold."""
    text = statement.text
    if statement.short_answer is None:
        return [StyledText(one_line(text))]
    start, end = statement.short_answer
    before, short, after = (one_line(part) for part in (text[:start], text[start:end], text[end:]))
    return [
        StyledText(f"{before} " if text[:start][-1:].isspace() else before),
        StyledText(short, "bold"),
        StyledText(f" {after}" if text[end : end + 1].isspace() else after),
    ]


def _citation_lines(citation: "Citation", *, with_quote: bool) -> Iterator[Line]:
    yield [
        StyledText(f"[{citation.number}] ", "bold cyan"),
        StyledText(article_line(citation.title, citation.source, citation.published)),
    ]
    if with_quote:
        yield [StyledText(f"{_INDENT}“{one_line(citation.quote)}”")]
    yield [
        StyledText(
            f"{_INDENT}article {one_line(citation.article_id)}, characters {citation.start}–{citation.end}", "dim"
        )
    ]
    if citation.url:
        yield [StyledText(f"{_INDENT}{one_line(citation.url)}", "dim")]
    if citation.also_in:
        yield [StyledText(f"{_INDENT}also in: {', '.join(map(one_line, citation.also_in))}", "dim")]
