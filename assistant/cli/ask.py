"""`assistant ask`: one question, one answer."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.open_library import described, opened
from assistant.cli.options import AsOfOption, EmbedderOption, JsonOption, LibraryOption, SourceOption, TopKOption
from assistant.cli.output import note, result, show

if TYPE_CHECKING:
    from assistant.answers.answer import Answer, Evidence
    from assistant.questions.question import Question

_STDIN = "-"
_MOST_CHARACTERS_READ = 1_000_000


def ask(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question; - reads it from stdin.")],
    library: LibraryOption = None,
    as_of: AsOfOption = None,
    source: SourceOption = None,
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
    from assistant.questions.question import parse_question

    text = _question(question)
    with opened(library, embedder) as assistant:
        day = f" as of {as_of}" if as_of else ""
        note(f"searching {described(assistant)}{day}")
        if search_only:
            evidence = assistant.search(text, as_of=as_of, top_k=top_k, sources=source or ())
            _print_passages(parse_question(text, as_of or date.today()), evidence, as_json)
        else:
            _print_answer(assistant.ask(text, as_of=as_of, top_k=top_k, sources=source or ()), as_json)


def _print_answer(answer: "Answer", as_json: bool) -> None:
    from assistant.cli.rendering.answer import answer_lines

    if as_json:
        result(answer.model_dump_json())
    else:
        show(answer_lines(answer))


def _print_passages(asked: "Question", evidence: "Evidence", as_json: bool) -> None:
    from assistant.cli.rendering.passages import passage_lines, passages_json

    if as_json:
        result(passages_json(asked, evidence))
    else:
        show(passage_lines(evidence))


def _question(words: list[str]) -> str:
    text = sys.stdin.read(_MOST_CHARACTERS_READ) if words == [_STDIN] else " ".join(words)
    # An argument that is not UTF-8 arrives with half surrogates, which neither SQLite nor JSON can hold.
    return text.encode("utf-8", "replace").decode("utf-8")
