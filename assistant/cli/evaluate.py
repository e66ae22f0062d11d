"""`assistant eval`: how well the assistant finds and answers, measured on a question set, compared, and reported."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.evaluate_check import check
from assistant.cli.evaluate_group import RunUnlessNamed
from assistant.cli.evaluate_load import load
from assistant.cli.evaluate_parts import follow_ups, yes_no
from assistant.cli.failures import WRONG_USAGE
from assistant.cli.options import EmbedderOption, JsonOption
from assistant.cli.output import note, result, result_json, show

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.eval.question_set import QuestionSet
    from assistant.settings import Settings

app = typer.Typer(
    cls=RunUnlessNamed,
    epilog="assistant eval SET is short for assistant eval run SET.",
    rich_markup_mode=None,
)

ResultArgument = Annotated[Path, typer.Argument(metavar="RESULT.json", help="A result, saved with --save.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Measure on a question set how well articles are found and questions answered: assistant eval SET."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(WRONG_USAGE)


@app.command("run")
def run(
    question_set: Annotated[
        Path,
        typer.Argument(
            metavar="SET",
            help="A folder with articles.jsonl and questions.jsonl, or a CSV of questions with --library.",
        ),
    ],
    library: Annotated[
        Path | None,
        typer.Option("--library", metavar="DIR", help="The library that the questions of a CSV are asked of."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE.toml", help="Settings to measure, as in assistant.toml.")
    ] = None,
    half: Annotated[
        Literal["all", "choose", "report"],
        typer.Option("--half", help="Only the half that settings are chosen by, or the half that is reported."),
    ] = "all",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            metavar="own|none|+DAYS",
            help="Ask on each question's own day, on no day, or so many days later.",
        ),
    ] = "own",
    baselines: Annotated[
        str | None,
        typer.Option(
            "--baselines",
            metavar="NAMES",
            help="What to measure against: bm25, dense, rrf, rrf-as-of, llama-index, with commas between them.",
            show_default="all that are installed",
        ),
    ] = None,
    no_baselines: Annotated[bool, typer.Option("--no-baselines", help="Measure the assistant alone.")] = False,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="RESULT.json", help="Save every outcome, to compare and report.")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option("--cache", metavar="DIR", help="Where libraries and indexes of sets are kept.")
    ] = None,
    embedder: EmbedderOption = None,
    llm: Annotated[
        str | None,
        typer.Option(
            "--llm", metavar="NAME", help="Have a language model write the answers; named as in the setting llm."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask every question of a set, of the assistant and of its baselines."""
    from platformdirs import user_cache_path

    from assistant.cli.evaluate_config import read_config
    from assistant.cli.evaluate_progress import asking_progress
    from assistant.cli.show_evaluation import numbers_json, numbers_lines
    from assistant.eval.day_asked import DayAsked
    from assistant.eval.result import require_writable, save_result
    from assistant.eval.run import Plan
    from assistant.eval.run import run as run_set

    settings, said = read_config(config, embedder, llm)
    folder = cache or user_cache_path("article-assistant") / "eval"
    plan = Plan(half, DayAsked.parse(as_of), _chosen(baselines, no_baselines), folder, said)
    if save is not None:
        require_writable(save)
    with _opened(question_set, library, settings, folder) as (read, assistant), asking_progress() as progress:
        measured = run_set(assistant, read, plan, progress)
    if save is not None:
        save_result(measured, save)
        note(f"saved to {save}; see it with: assistant eval report {save}")
    if as_json:
        result_json(numbers_json(measured))
    else:
        show(numbers_lines(measured))


@app.command("compare")
def compare(
    first: ResultArgument,
    second: Annotated[
        Path | None, typer.Argument(metavar="[OTHER.json]", help="Another one over the same questions.")
    ] = None,
    systems: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--systems",
            metavar="NAME NAME",
            help="Which system of the first result, and which of the second (or same).",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two results over the same questions, or two systems of one, with 95 % confidence intervals."""
    from assistant.cli.show_evaluation import comparison_json, comparison_lines
    from assistant.eval.comparison import compare as compare_results
    from assistant.eval.result import PRODUCT, read_result
    from assistant.ingest.errors import UsageError

    if second is None and systems is None:
        raise UsageError(f"name two systems of {first} (--systems {PRODUCT} rrf), or a second result")
    one = read_result(first)
    other = one if second is None else read_result(second)
    names = systems or (PRODUCT, PRODUCT)
    compared = compare_results(one, other, *names)
    if as_json:
        result_json(comparison_json(compared))
    else:
        show(comparison_lines(compared, _labels(first, second, names)))


@app.command("report")
def report(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT.json...", help="Results, saved with --save.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.html", help="Where to write the page.")] = Path(
        "report.html"
    ),
) -> None:
    """Write one HTML page of tables, curves and the failures to read; it needs nothing else to be looked at."""
    from assistant.eval.report import write_report
    from assistant.eval.result import read_result

    write_report([(file.stem, read_result(file)) for file in results], out)
    result(str(out))


app.command("follow-ups")(follow_ups)
app.command("yes-no")(yes_no)
app.command("check")(check)
app.command("load")(load)


@contextmanager
def _opened(
    question_set: Path, library: Path | None, settings: "Settings", cache: Path
) -> "Iterator[tuple[QuestionSet, Assistant]]":
    """The questions, and the assistant over their library."""
    from assistant.assistant import Assistant
    from assistant.cli.progress import ingest_progress
    from assistant.eval.own_questions import read_own_questions
    from assistant.eval.question_set import read_question_set
    from assistant.eval.run import open_set
    from assistant.ingest.errors import UsageError

    if question_set.is_file():
        opened = Assistant.open(library, settings=settings, create=False)
        with opened:
            yield read_own_questions(question_set, opened.library), opened
        return
    if library is not None:
        raise UsageError(f"--library goes with a CSV of questions, and {question_set} is not a file")
    read = read_question_set(question_set)
    note(f"articles of {question_set}; libraries and indexes are kept in {cache}")
    with ingest_progress() as progress:
        opened = open_set(read, settings, cache, progress)
    with opened:
        yield read, opened


def _chosen(names: str | None, none: bool) -> Sequence[str]:
    from assistant.eval.baselines import BASELINES, installed_baselines
    from assistant.ingest.errors import UsageError

    if none:
        if names is not None:
            raise UsageError("--baselines and --no-baselines contradict each other; give one of them")
        return ()
    if names is not None:
        return tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    installed = installed_baselines()
    for name in BASELINES:
        if name not in installed:
            note(f"the baseline {name} is left out; to have it: pip install 'article-assistant[eval]'")
    return installed


def _labels(first: Path, second: Path | None, names: tuple[str, str]) -> tuple[str, str]:
    if second is None:
        return names
    return f"{first.stem}: {names[0]}", f"{second.stem}: {names[1]}"
