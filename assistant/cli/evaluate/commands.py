"""`assistant eval`: how well the assistant finds and answers, measured on a question set, compared, and reported."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli.evaluate.bench import bench
from assistant.cli.evaluate.verification import check
from assistant.cli.evaluate.first_token import first_token
from assistant.cli.evaluate.group import RunUnlessNamed
from assistant.cli.evaluate.load import load
from assistant.cli.evaluate.question_set import opened_set
from assistant.cli.evaluate.stages import follow_ups, yes_no
from assistant.cli.exit_codes import WRONG_USAGE
from assistant.cli.options import EmbedderOption, JsonOption
from assistant.cli.output import note, result, result_json, show

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
        Literal["all", "dev", "test"],
        typer.Option("--half", help="Only the half that settings are tuned on (dev), or the half that is reported (test)."),
    ] = "all",
    questions: Annotated[
        str | None,
        typer.Option(
            "--questions",
            metavar="N+M",
            help="Only N questions with an answer and M without, the same every time; all unless given.",
        ),
    ] = None,
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
            help="What to measure against: bm25, dense, rrf, rrf-as-of, llama-index; with --llm also extractive, citation-query-engine.",
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

    from assistant.cli.evaluate.config import read_config
    from assistant.cli.evaluate.progress import asking_progress
    from assistant.cli.evaluate.tables import numbers_json, numbers_lines
    from assistant.eval.question_sets.as_of import AsOfRule
    from assistant.eval.question_sets.sampling import Sample
    from assistant.eval.results.result import require_writable, save_result
    from assistant.eval.run import RunPlan
    from assistant.eval.run import run as run_set

    settings, said = read_config(config, embedder, llm)
    folder = cache or user_cache_path("article-assistant") / "eval"
    plan = RunPlan(
        half=half,
        as_of_rule=AsOfRule.parse(as_of),
        baselines=_chosen(baselines, no_baselines, settings.llm is not None),
        cache=folder,
        config=said,
        drawn=None if questions is None else Sample.parse(questions),
        journal=None if save is None else save.with_suffix(".unfinished.jsonl"),
    )
    if save is not None:
        require_writable(save)
    with opened_set(question_set, library, settings, folder) as (read, assistant), asking_progress() as progress:
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
    from assistant.cli.evaluate.tables import comparison_json, comparison_lines
    from assistant.eval.reports.comparison import compare as compare_results
    from assistant.eval.results.result import PRODUCT, read_result
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
    from assistant.eval.reports.html_report import write_report
    from assistant.eval.results.result import read_result

    write_report([(file.stem, read_result(file)) for file in results], out)
    result(str(out))


app.command("follow-ups")(follow_ups)
app.command("yes-no")(yes_no)
app.command("check")(check)
app.command("load")(load)
app.command("bench")(bench)
app.command("first-token")(first_token)


def _chosen(names: str | None, none: bool, has_llm: bool) -> Sequence[str]:
    from assistant.eval.systems.baselines import ANSWERING, BASELINES, installed_baselines
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
    return (*installed, *ANSWERING) if has_llm else installed


def _labels(first: Path, second: Path | None, names: tuple[str, str]) -> tuple[str, str]:
    if second is None:
        return names
    return f"{first.stem}: {names[0]}", f"{second.stem}: {names[1]}"
