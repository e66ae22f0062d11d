"""`assistant eval follow-ups` and `assistant eval yes-no`: one stage of the question road, measured by itself."""

from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.options import JsonOption
from assistant.cli.output import Line, Piece, result_json, show
from assistant.cli.terminal_text import counted
from assistant.cli.rendering.table import share, table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.eval.stages.follow_ups import Completer, RewriteScores
    from assistant.eval.stages.yes_no import VerdictCounts

HalfOption = Annotated[
    Literal["all", "dev", "test"],
    typer.Option("--half", help="Only the half that rules are tuned on (dev), or the half that is reported (test)."),
]


def follow_ups(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="Lines of JSON with History, Question and Rewrite.")
    ],
    half: HalfOption = "all",
    llm: Annotated[
        str | None,
        typer.Option(
            "--llm", metavar="NAME", help="Have a language model complete them, too; named as in the setting llm."
        ),
    ] = None,
    questions: Annotated[
        int | None, typer.Option("--questions", min=1, help="Only so many, the first of the half.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare follow-ups, as they are made standalone, with a person's rewrites of them."""
    from assistant.eval.stages.follow_ups import measure_follow_ups, read_follow_ups
    from assistant.ingest.errors import UsageError

    asked = [one for one in read_follow_ups(file) if half in ("all", one.half)][:questions]
    if not asked:
        raise UsageError(f"{file} has no follow-ups in the half {half!r}")
    with _completer(llm) as model:
        measured = measure_follow_ups(asked, model=model)
    if as_json:
        result_json({"half": half, "follow_ups": len(asked), "systems": [asdict(one) for one in measured]})
    else:
        show([[Piece(f"{file.name}, {half}: {counted(len(asked), 'follow-up')}", "bold")], [], *_recovery(measured)])


@contextmanager
def _completer(llm: str | None) -> "Iterator[Completer | None]":
    """How a language model completes follow-ups, while it is open."""
    if llm is None:
        yield None
        return
    from assistant.conversations.llm_rewriting import LLMQuestionRewriter
    from assistant.generative.lazy_model import LazyLLM
    from assistant.generative.providers.opening import open_from_settings
    from assistant.prompts import Prompts
    from assistant.settings import load_settings

    settings = load_settings(llm=llm)
    model = LazyLLM(lambda: open_from_settings(settings))
    with closing(model):
        yield LLMQuestionRewriter(model, Prompts(settings.prompts)).condense


def yes_no(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="Lines of JSON with question, passage and answer.")
    ],
    half: HalfOption = "all",
    as_json: JsonOption = False,
) -> None:
    """Count how often an answer would lead with yes or no, and how often that would be right."""
    from assistant.eval.stages.yes_no import measure_yes_no, read_yes_no_questions
    from assistant.ingest.errors import UsageError

    asked = [one for one in read_yes_no_questions(file) if half in ("all", one.half)]
    if not asked:
        raise UsageError(f"{file} has no questions in the half {half!r}")
    measured = measure_yes_no(asked)
    if as_json:
        result_json({"half": half, "questions": len(asked), "said": [asdict(one) for one in measured]})
    else:
        show([[Piece(f"{file.name}, {half}: {counted(len(asked), 'question')}", "bold")], [], *_spoken(measured)])


def _spoken(measured: "list[VerdictCounts]") -> list[Line]:
    rows = [
        [
            one.verdict,
            str(one.spoken),
            share(one.spoken / one.questions),
            str(one.right),
            share(one.right / one.spoken if one.spoken else None),
        ]
        for one in measured
    ]
    return table_lines(["", "said", "of all", "right", "of those said"], rows)


def _recovery(measured: "list[RewriteScores]") -> list[Line]:
    header = ["", "recovered", "precision", "F1", "added", "added right", "carried wrongly"]
    rows = [
        [
            one.system,
            *map(share, (one.recall, one.precision, one.f1)),
            f"{one.added:.1f}",
            share(one.added_precision),
            share(one.carried_wrongly),
        ]
        for one in measured
    ]
    return table_lines(header, rows)
