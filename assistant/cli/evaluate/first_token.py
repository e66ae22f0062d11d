"""`assistant eval first-token`: measures the wait for a language model's first word, and the part that is not the model's."""

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.cli.evaluate.options import CacheOption, QuestionSetArgument, SetLibraryOption, cache_folder
from assistant.cli.evaluate.question_set import open_question_set
from assistant.cli.options import JsonOption
from assistant.cli.output import StyledText, print_json, print_lines, print_status
from assistant.cli.rendering.table import table_lines


def first_token(
    question_set: QuestionSetArgument,
    llm: Annotated[str, typer.Option("--llm", metavar="NAME", help="The model, named as in the setting llm.")],
    library: SetLibraryOption = None,
    questions: Annotated[int, typer.Option("--questions", min=1, help="How many answerable questions are asked.")] = 10,
    cache: CacheOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how long the first word of an answer takes, beside the time that the model itself takes for it."""
    from assistant.eval.stages.first_token import measure_first_token
    from assistant.ingest.errors import UsageError
    from assistant.settings import load_settings

    opened = open_question_set(question_set, library, load_settings(llm=llm), cache_folder(cache))
    with opened as (questions_read, assistant):
        print_status(f"asking {questions} questions; one more is asked first, so that everything is loaded")
        waits = measure_first_token(assistant, questions_read.questions, questions)
    if not waits:
        raise UsageError(f"the model was asked none of the questions of {question_set}, or wrote nothing")
    if as_json:
        print_json([asdict(wait) for wait in waits])
        return
    rows = [
        [f"{wait.total_ms:.0f} ms", f"{wait.model_ms:.0f} ms", f"{wait.overhead_ms:.0f} ms", f"{wait.ratio:.2f}"]
        for wait in waits
    ]
    table = table_lines(["first word", "the model's own", "the rest", "ratio"], rows)
    print_lines([*table, [], [StyledText(f"{len(rows)} answers", "dim")]])
