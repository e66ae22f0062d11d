"""`assistant ask`: one question, one answer."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import described, opened
from assistant.cli.options import AsOfOption, EmbedderOption, JsonOption, LibraryOption, TopKOption
from assistant.cli.output import note, result, show

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_STDIN = "-"
_MOST_CHARACTERS_READ = 1_000_000


def ask(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question; - reads it from stdin.")],
    library: LibraryOption = None,
    as_of: AsOfOption = None,
    top_k: TopKOption = None,
    search_only: Annotated[
        bool, typer.Option("--search-only", help="Stop after the search: print the passages, best first.")
    ] = False,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question, with exact citations.

    Where the articles do not say, the answer says so.
    """
    text = _question(question)
    with opened(library, embedder) as assistant:
        day = f" as of {as_of}" if as_of else ""
        note(f"searching {described(assistant)}{day}")
        if search_only:
            _search(assistant, text, as_of, top_k, as_json)
        else:
            _answer(assistant, text, as_of, top_k, as_json)


def _answer(assistant: "Assistant", question: str, as_of: date | None, top_k: int | None, as_json: bool) -> None:
    from assistant.cli.show_answer import answer_lines

    answer = assistant.ask(question, as_of=as_of, top_k=top_k)
    if as_json:
        result(answer.model_dump_json())
    else:
        show(answer_lines(answer))


def _search(assistant: "Assistant", question: str, as_of: date | None, top_k: int | None, as_json: bool) -> None:
    from assistant.cli.show_passages import passage_lines, passages_json
    from assistant.question import read_question

    asked = read_question(question, as_of or date.today())
    evidence = assistant.search(question, as_of=asked.as_of, top_k=top_k)
    if as_json:
        result(passages_json(asked, evidence))
    else:
        show(passage_lines(evidence))


def _question(words: list[str]) -> str:
    text = sys.stdin.read(_MOST_CHARACTERS_READ) if words == [_STDIN] else " ".join(words)
    # An argument that is not UTF-8 arrives with half surrogates, which neither SQLite nor JSON can hold.
    return text.encode("utf-8", "replace").decode("utf-8")
