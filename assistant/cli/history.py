"""`assistant history`: shows how the answer to a question changed as articles appeared."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.library import describe_library, open_assistant
from assistant.cli.options import AsOfOption, EmbedderOption, JsonOption, LibraryOption, SourceOption, StoryOption
from assistant.cli.output import Line, StyledText, print_lines, print_result, print_status
from assistant.cli.terminal_text import one_line
from assistant.prompts.wording import long_date

if TYPE_CHECKING:
    from assistant.components.answer_history import AnswerHistory, HistoryEntry


def history(
    question: Annotated[str, typer.Argument(help="A question that stands alone.")],
    library: LibraryOption = None,
    as_of: AsOfOption = None,
    source: SourceOption = None,
    story: StoryOption = None,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how the answer to a question changed over time, with the quote of each answer."""
    with open_assistant(library, embedder) as assistant:
        print_status(f"searching {describe_library(assistant)}")
        result = assistant.history(question, as_of=as_of, sources=source or (), story=story)
    if as_json:
        print_result(result.model_dump_json())
    else:
        print_lines(_history_lines(result))


def _history_lines(history: "AnswerHistory") -> Iterator[Line]:
    if not history.entries:
        yield [StyledText("The articles never answered this.")]
    for entry in history.entries:
        yield from _entry_lines(entry)


def _entry_lines(entry: "HistoryEntry") -> Iterator[Line]:
    answer = entry.answer
    until = f" to {long_date(entry.until)}" if entry.until else " until now"
    days = long_date(entry.since) + ("" if entry.until == entry.since else until)
    yield [StyledText(days, "bold"), StyledText(f": {one_line(entry.summary)}" if entry.summary else "")]
    citation = answer.citations[0]
    yield [StyledText(f"    “{one_line(citation.quote)}” — {one_line(citation.source)}")]
