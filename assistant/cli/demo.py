"""`assistant demo`: ingests the packaged sample articles and answers three questions."""

import os
import shutil
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.ingest import exit_if_failed, ingest_with_progress, print_report
from assistant.cli.library import open_assistant
from assistant.cli.options import JsonOption
from assistant.cli.output import StyledText, print_json, print_lines, print_status

if TYPE_CHECKING:
    from assistant.answers.answer import Answer
    from assistant.ingest.report import IngestReport

_LIBRARY = Path("demo-library")
_QUESTIONS = (
    ("How much will the repairs of Tannery Bridge cost?", date(2026, 6, 30)),
    ("Will the humanitarian pause in Aleppo be extended?", date(2016, 10, 20)),
    ("What is the price of oil?", date(2026, 6, 30)),
)
"""Questions with the days on which they are asked."""


def demo(
    library: Annotated[Path, typer.Option("--library", metavar="DIR", help="The library's folder.")] = _LIBRARY,
    as_json: JsonOption = False,
) -> None:
    """Try it out with the packaged sample articles.

    Asks three questions, one of which no article answers.
    """
    with open_assistant(library, create=True) as assistant:
        print_status(f"ingesting the sample articles into {library}")
        report = ingest_with_progress(assistant, [str(_samples())])
        print_status("asking three questions, each as of a day soon after its articles")
        answers = [assistant.ask(question, as_of=day) for question, day in _QUESTIONS]
    if as_json:
        print_json(_json(library, report, answers))
    else:
        _print(library, report, answers)
    exit_if_failed(report)


def _print(library: Path, report: "IngestReport", answers: "list[Answer]") -> None:
    from assistant.cli.rendering.answer import answer_lines

    print_report(report)
    for answer in answers:
        print_lines([[], [StyledText(f"Question: {answer.question}", "bold")], []])
        print_lines(answer_lines(answer))
    print_lines(
        [
            [],
            [StyledText("Open the chat with:", "bold")],
            [StyledText(f"    {_program()} serve --library {library}")],
        ]
    )


def _program() -> str:
    """Returns the command that starts this program from the current folder."""
    if shutil.which("assistant"):
        return "assistant"
    return os.path.relpath(Path(sys.executable).with_name("assistant"))


def _json(library: Path, report: "IngestReport", answers: "list[Answer]") -> dict[str, object]:
    return {
        "library": str(library),
        "report": asdict(report),
        "answers": [answer.model_dump(mode="json") for answer in answers],
    }


def _samples() -> Path:
    import assistant.samples

    return Path(assistant.samples.__path__[0])
