"""`assistant eval first-token`: how long a reader waits for a language model's first word, and what of that is not the model."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import JsonOption
from assistant.cli.output import Piece, note, result_json, show


def first_token(
    question_set: Annotated[
        Path,
        typer.Argument(
            metavar="SET",
            help="A folder with articles.jsonl and questions.jsonl, or a CSV of questions with --library.",
        ),
    ],
    llm: Annotated[str, typer.Option("--llm", metavar="NAME", help="The model, named as in the setting llm.")],
    library: Annotated[
        Path | None,
        typer.Option("--library", metavar="DIR", help="The library that the questions of a CSV are asked of."),
    ] = None,
    questions: Annotated[int, typer.Option("--questions", min=1, help="How many answerable questions are asked.")] = 10,
    cache: Annotated[
        Path | None, typer.Option("--cache", metavar="DIR", help="Where libraries and indexes of sets are kept.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how long the first word of an answer takes, beside the time that the model itself takes for it."""
    from platformdirs import user_cache_path

    from assistant.cli.evaluate.question_set import opened_set
    from assistant.cli.rendering.table import table_lines
    from assistant.eval.stages.first_token import measure_first_token
    from assistant.ingest.errors import UsageError
    from assistant.settings import load_settings

    folder = cache or user_cache_path("article-assistant") / "eval"
    with opened_set(question_set, library, load_settings(llm=llm), folder) as (read, assistant):
        note(f"asking {questions} questions; one more is asked first, so that everything is loaded")
        waits = measure_first_token(assistant, read.questions, questions)
    if not waits:
        raise UsageError(f"the model was asked none of the questions of {question_set}, or wrote nothing")
    if as_json:
        result_json([asdict(one) for one in waits])
        return
    rows = [
        [f"{one.total_ms:.0f} ms", f"{one.model_ms:.0f} ms", f"{one.overhead_ms:.0f} ms", f"{one.ratio:.2f}"]
        for one in waits
    ]
    show(
        [
            *table_lines(["first word", "the model's own", "the rest", "ratio"], rows),
            [],
            [Piece(f"{len(rows)} answers", "dim")],
        ]
    )
