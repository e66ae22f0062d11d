"""How an answer looks to a person in a terminal."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from assistant.cli.output import Line, Piece
from assistant.cli.terminal_text import counted, in_words, one_line

if TYPE_CHECKING:
    from assistant.answers.answer import Answer, Citation, Statement

_INDENT = "    "
_DAYS_IN_A_YEAR = 365.25
_YEARS_FROM = 730


def answer_lines(answer: "Answer") -> Iterator[Line]:
    """The statements with the numbers of their citations, the citations, and how old the newest source is."""
    if answer.standalone_question != answer.question:
        yield [Piece(f"Searched for: {one_line(answer.standalone_question)}", "dim")]
    if answer.notice:
        yield [Piece(one_line(answer.notice), "yellow")]
    if answer.status == "not_found":
        yield [Piece(one_line(answer.text))]
        return
    if answer.lead:
        yield [Piece(f"{answer.lead.capitalize()}:", "bold")]
    for statement in answer.statements:
        yield statement_line(statement)
    if not answer.citations:
        return
    yield []
    said = {one_line(statement.text) for statement in answer.statements}
    for citation in answer.citations:
        yield from _citation(citation, one_line(citation.quote) not in said)
    yield []
    yield [Piece(age_of_newest(answer.newest_source, answer.as_of), "dim")]


def age_of_newest(newest: date | None, as_of: date) -> str:
    """How much older than the question the newest source is, in words."""
    if newest is None:
        return "None of these sources has a date."
    days = (as_of - newest).days
    if days == 0:
        return f"Newest source: {in_words(newest)}, the day of the question."
    gap = f"about {round(days / _DAYS_IN_A_YEAR)} years" if days >= _YEARS_FROM else counted(days, "day")
    return f"Newest source: {in_words(newest)}, {gap} before {in_words(as_of)}."


def where_from(title: str, source: str, published: date | None) -> str:
    """An article's title, publication and day on one line."""
    day = in_words(published) if published else "undated"
    return f"{one_line(title)} — {one_line(source)}, {day}"


def statement_line(statement: "Statement") -> Line:
    """A statement with the numbers of its citations, and a mark where they do not back it."""
    if not statement.citations:
        return [Piece(one_line(statement.text))]
    said = _with_short_answer(statement)
    numbers = "".join(f"[{number}]" for number in statement.citations)
    doubt = [] if statement.supported else [Piece(" (not confirmed by its source)", "yellow")]
    return [*said, Piece(" "), Piece(numbers, "bold cyan"), *doubt]


def _with_short_answer(statement: "Statement") -> Line:
    """Its words, in bold those that were asked for."""
    text = statement.text
    if statement.short_answer is None:
        return [Piece(one_line(text))]
    start, end = statement.short_answer
    before, short, after = (one_line(part) for part in (text[:start], text[start:end], text[end:]))
    return [
        Piece(f"{before} " if text[:start][-1:].isspace() else before),
        Piece(short, "bold"),
        Piece(f" {after}" if text[end : end + 1].isspace() else after),
    ]


def _citation(citation: "Citation", with_quote: bool) -> Iterator[Line]:
    yield [
        Piece(f"[{citation.number}] ", "bold cyan"),
        Piece(where_from(citation.title, citation.source, citation.published)),
    ]
    if with_quote:
        yield [Piece(f"{_INDENT}“{one_line(citation.quote)}”")]
    place = f"{_INDENT}article {one_line(citation.article_id)}, characters {citation.start}–{citation.end}"
    yield [Piece(place, "dim")]
    if citation.url:
        yield [Piece(f"{_INDENT}{one_line(citation.url)}", "dim")]
    if citation.also_in:
        yield [Piece(f"{_INDENT}also in: {', '.join(map(one_line, citation.also_in))}", "dim")]
