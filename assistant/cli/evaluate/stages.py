"""`assistant eval follow-ups` and `assistant eval yes-no`: measure one stage of the question pipeline."""

from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.options import JsonOption
from assistant.cli.output import Line, StyledText, print_json, print_lines
from assistant.cli.rendering.table import format_share, table_lines
from assistant.prompts.wording import quantity

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
    """Compare rewritten follow-up questions with a person's rewrites."""
    from assistant.eval.stages.follow_ups import measure_follow_ups, read_follow_ups
    from assistant.ingest.errors import UsageError

    sample = [follow_up for follow_up in read_follow_ups(file) if half in ("all", follow_up.half)][:questions]
    if not sample:
        raise UsageError(f"{file} has no follow-ups in the half {half!r}")
    with _open_rewriter(llm) as model:
        measured = measure_follow_ups(sample, model=model)
    if as_json:
        print_json({"half": half, "follow_ups": len(sample), "systems": [asdict(system) for system in measured]})
    else:
        print_lines(
            [
                [StyledText(f"{file.name}, {half}: {quantity(len(sample), 'follow-up')}", "bold")],
                [],
                *_follow_up_table(measured),
            ]
        )


@contextmanager
def _open_rewriter(llm: str | None) -> "Iterator[Completer | None]":
    """Opens a language model, and yields its function that rewrites follow-ups; None without a model."""
    if llm is None:
        yield None
        return
    from assistant.conversations.llm_rewriting import LLMQuestionRewriter
    from assistant.generative.providers.open_model import LazyLLM, open_model_from_settings
    from assistant.prompts import Prompts
    from assistant.settings import load_settings

    settings = load_settings(llm=llm)
    model = LazyLLM(lambda: open_model_from_settings(settings))
    with closing(model):
        yield LLMQuestionRewriter(model, Prompts(settings.prompts)).rewrite


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

    questions = [question for question in read_yes_no_questions(file) if half in ("all", question.half)]
    if not questions:
        raise UsageError(f"{file} has no questions in the half {half!r}")
    measured = measure_yes_no(questions)
    if as_json:
        print_json({"half": half, "questions": len(questions), "said": [asdict(verdict) for verdict in measured]})
    else:
        print_lines(
            [
                [StyledText(f"{file.name}, {half}: {quantity(len(questions), 'question')}", "bold")],
                [],
                *_yes_no_table(measured),
            ]
        )


def _yes_no_table(measured: "list[VerdictCounts]") -> list[Line]:
    rows = [
        [
            verdict.verdict,
            str(verdict.spoken),
            format_share(verdict.spoken / verdict.questions),
            str(verdict.right),
            format_share(verdict.right / verdict.spoken if verdict.spoken else None),
        ]
        for verdict in measured
    ]
    return table_lines(["", "said", "of all", "right", "of those said"], rows)


def _follow_up_table(measured: "list[RewriteScores]") -> list[Line]:
    header = ["", "recovered", "precision", "F1", "added", "added right", "carried wrongly"]
    rows = [
        [
            system.system,
            *map(format_share, (system.recall, system.precision, system.f1)),
            f"{system.added:.1f}",
            format_share(system.added_precision),
            format_share(system.carried_wrongly),
        ]
        for system in measured
    ]
    return table_lines(header, rows)
