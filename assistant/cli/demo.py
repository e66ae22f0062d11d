"""`assistant demo`: the packaged sample articles, three questions, three answers."""

import os
import shutil
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.ingest import end_with, ingest_with_progress, show_report
from assistant.cli.open_library import opened
from assistant.cli.options import JsonOption
from assistant.cli.output import Piece, note, result_json, show

if TYPE_CHECKING:
    from assistant.answers.answer import Answer
    from assistant.ingest.report import IngestReport

_LIBRARY = Path("demo-library")
_QUESTIONS = (
    ("How much will the repairs of Tannery Bridge cost?", date(2026, 6, 30)),
    ("Will the humanitarian pause in Aleppo be extended?", date(2016, 10, 20)),
    ("What is the price of oil?", date(2026, 6, 30)),
)
"""Each with the day it is asked on."""


def demo(
    library: Annotated[Path, typer.Option("--library", metavar="DIR", help="The library's folder.")] = _LIBRARY,
    as_json: JsonOption = False,
) -> None:
    """Try it out with the packaged sample articles.

    Asks three questions, one of which no article answers.
    """
    with opened(library, create=True) as assistant:
        note(f"ingesting the sample articles into {library}")
        report = ingest_with_progress(assistant, [str(_samples())])
        note("asking three questions, each as of a day soon after its articles")
        answers = [assistant.ask(question, as_of=day) for question, day in _QUESTIONS]
    if as_json:
        result_json(_as_json(library, report, answers))
    else:
        _show(library, report, answers)
    end_with(report)


def _show(library: Path, report: "IngestReport", answers: "list[Answer]") -> None:
    from assistant.cli.rendering.answer import answer_lines

    show_report(report)
    for answer in answers:
        show([[], [Piece(f"Question: {answer.question}", "bold")], []])
        show(answer_lines(answer))
    show(
        [
            [],
            [Piece("Open the chat with:", "bold")],
            [Piece(f"    {_program()} serve --library {library}")],
        ]
    )


def _program() -> str:
    """How this program is started from where the user stands: by its name only if that is on the path."""
    if shutil.which("assistant"):
        return "assistant"
    return os.path.relpath(Path(sys.executable).with_name("assistant"))


def _as_json(library: Path, report: "IngestReport", answers: "list[Answer]") -> dict[str, object]:
    return {
        "library": str(library),
        "report": asdict(report),
        "answers": [answer.model_dump(mode="json") for answer in answers],
    }


def _samples() -> Path:
    import assistant.samples

    return Path(assistant.samples.__path__[0])
