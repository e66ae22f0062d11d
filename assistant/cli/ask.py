"""`assistant ask`: answers one question."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.library import describe_library, open_assistant
from assistant.cli.options import (
    AsOfOption,
    EmbedderOption,
    JsonOption,
    LibraryOption,
    SourceOption,
    StoryOption,
    TopKOption,
)
from assistant.cli.output import print_lines, print_result, print_status

if TYPE_CHECKING:
    from assistant.answers.answer import Answer, Evidence
    from assistant.questions.question import Question

_STDIN = "-"
_MAX_STDIN_CHARACTERS = 1_000_000


def ask(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question; - reads it from stdin.")],
    library: LibraryOption = None,
    as_of: AsOfOption = None,
    source: SourceOption = None,
    story: StoryOption = None,
    top_k: TopKOption = None,
    search_only: Annotated[
        bool, typer.Option("--search-only", help="Stop after the search: print the passages, best first.")
    ] = False,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question, with exact citations.

    If the articles do not contain the answer, it says so.
    """
    from assistant.questions.question import parse_question

    text = _question_text(question)
    with open_assistant(library, embedder) as assistant:
        day = f" as of {as_of}" if as_of else ""
        print_status(f"searching {describe_library(assistant)}{day}")
        if search_only:
            evidence = assistant.search(text, as_of=as_of, top_k=top_k, sources=source or (), story=story)
            _print_passages(parse_question(text, as_of or date.today()), evidence, as_json)
        else:
            _print_answer(assistant.ask(text, as_of=as_of, top_k=top_k, sources=source or (), story=story), as_json)


def _print_answer(answer: "Answer", as_json: bool) -> None:
    from assistant.cli.rendering.answer import answer_lines

    if as_json:
        print_result(answer.model_dump_json())
    else:
        print_lines(answer_lines(answer))


def _print_passages(question: "Question", evidence: "Evidence", as_json: bool) -> None:
    from assistant.cli.rendering.passages import passage_lines, passages_json

    if as_json:
        print_result(passages_json(question, evidence))
    else:
        print_lines(passage_lines(evidence))


def _question_text(words: list[str]) -> str:
    text = sys.stdin.read(_MAX_STDIN_CHARACTERS) if words == [_STDIN] else " ".join(words)
    # An argument that is not UTF-8 has lone surrogates, which neither SQLite nor JSON can hold.
    return text.encode("utf-8", "replace").decode("utf-8")
