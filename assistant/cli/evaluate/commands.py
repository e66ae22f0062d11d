"""The commands of `assistant eval`: run a question set, compare results, write a report, and those of the other modules."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.cli.default_command import require_command
from assistant.cli.evaluate.bench import bench
from assistant.cli.evaluate.chat import chat
from assistant.cli.evaluate.first_token import first_token
from assistant.cli.evaluate.fit import fit
from assistant.cli.evaluate.load import load
from assistant.cli.evaluate.options import (
    AsOfRuleOption,
    BaselinesOption,
    CacheOption,
    ConfigOption,
    QuestionSetArgument,
    ResultArgument,
    SampleOption,
    SaveOption,
    SetLibraryOption,
    TunedHalfOption,
    WritingModelOption,
    cache_folder,
)
from assistant.cli.evaluate.pages import pages
from assistant.cli.evaluate.question_set import open_question_set, read_settings
from assistant.cli.evaluate.stages import follow_ups, yes_no
from assistant.cli.evaluate.verification import check
from assistant.cli.options import EmbedderOption, JsonOption
from assistant.cli.output import print_json, print_lines, print_result, print_status

_DEFAULT_COMMAND = "run"
_CHAT_COMMAND = "chat"
_CHAT_SET_SUFFIX = ".jsonl"
_HELP_OPTIONS = {"-h", "--help"}


class DefaultRunGroup(TyperGroup):
    """A group of commands with a default: `assistant eval SET` runs a question set, `assistant eval SET.jsonl` a chat set."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # typer does not export the class
        """Inserts `run`, or `chat` for a chat set, if the first argument is no command."""
        if args and args[0] not in self.commands and args[0] not in _HELP_OPTIONS:
            args = [_CHAT_COMMAND if _names_chat_set(args) else _DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=DefaultRunGroup,
    epilog="assistant eval SET is short for assistant eval run SET, and assistant eval SET.jsonl for assistant eval chat SET.jsonl.",
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Measure on a question set how well articles are found and questions answered: assistant eval SET."""
    require_command(context)


@app.command("run")
def run(
    question_set: QuestionSetArgument,
    library: SetLibraryOption = None,
    config: ConfigOption = None,
    half: TunedHalfOption = "all",
    questions: SampleOption = None,
    as_of: AsOfRuleOption = "own",
    baselines: BaselinesOption = None,
    no_baselines: Annotated[bool, typer.Option("--no-baselines", help="Measure the assistant alone.")] = False,
    save: SaveOption = None,
    cache: CacheOption = None,
    embedder: EmbedderOption = None,
    llm: WritingModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask every question of a set, of the assistant and of its baselines."""
    from assistant.cli.evaluate.progress import question_progress
    from assistant.cli.evaluate.tables import numbers_json, numbers_lines
    from assistant.eval.question_sets.as_of import AsOfRule
    from assistant.eval.question_sets.sampling import Sample
    from assistant.eval.results.result import require_writable, save_result
    from assistant.eval.run import RunPlan
    from assistant.eval.run import run as run_set

    settings, config_values = read_settings(config, embedder, llm)
    folder = cache_folder(cache)
    plan = RunPlan(
        half=half,
        as_of_rule=AsOfRule.parse(as_of),
        baselines=_baseline_names(baselines, no_baselines, settings.llm is not None),
        cache=folder,
        config=config_values,
        sample=None if questions is None else Sample.parse(questions),
        journal=None if save is None else save.with_suffix(".unfinished.jsonl"),
    )
    if save is not None:
        require_writable(save)
    opened = open_question_set(question_set, library, settings, folder)
    with opened as (questions_read, assistant), question_progress() as progress:
        result = run_set(assistant, questions_read, plan, progress)
    if save is not None:
        save_result(result, save)
        print_status(f"saved to {save}; see it with: assistant eval report {save}")
    if as_json:
        print_json(numbers_json(result))
    else:
        print_lines(numbers_lines(result))


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
    from assistant.eval.results.chat_result import read_any_result
    from assistant.eval.results.result import PRODUCT
    from assistant.ingest.errors import UsageError

    if second is None and systems is None:
        raise UsageError(f"name two systems of {first} (--systems {PRODUCT} rrf), or a second result")
    first_result = read_any_result(first)
    second_result = first_result if second is None else read_any_result(second)
    names = systems or (PRODUCT, PRODUCT)
    comparisons = compare_results(first_result, second_result, *names)
    if as_json:
        print_json(comparison_json(comparisons))
    else:
        print_lines(comparison_lines(comparisons, _column_names(first, second, names)))


@app.command("report")
def report(
    results: Annotated[list[Path], typer.Argument(metavar="RESULT.json...", help="Results, saved with --save.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.html", help="Where to write the page.")] = Path(
        "report.html"
    ),
) -> None:
    """Write one self-contained HTML page with tables, curves and the failures to read."""
    from assistant.eval.reports.html_report import write_report
    from assistant.eval.results.result import read_result

    write_report([(file.stem, read_result(file)) for file in results], out)
    print_result(str(out))


app.command("chat")(chat)
app.command("fit")(fit)
app.command("follow-ups")(follow_ups)
app.command("yes-no")(yes_no)
app.command("pages")(pages)
app.command("check")(check)
app.command("load")(load)
app.command("bench")(bench)
app.command("first-token")(first_token)


def _names_chat_set(args: Sequence[str]) -> bool:
    """Checks whether one of the arguments is a chat set. The file of `--save` may have the same suffix."""
    return any(argument.endswith(_CHAT_SET_SUFFIX) and option != "--save" for option, argument in pairwise(["", *args]))


def _baseline_names(names: str | None, without: bool, has_llm: bool) -> Sequence[str]:
    from assistant.eval.systems.baselines import ANSWERING_BASELINES, BASELINES, installed_baselines
    from assistant.ingest.errors import UsageError

    if without:
        if names is not None:
            raise UsageError("--baselines and --no-baselines contradict each other; give one of them")
        return ()
    if names is not None:
        return tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    installed = installed_baselines()
    for name in BASELINES:
        if name not in installed:
            print_status(f"the baseline {name} is left out; to have it: pip install 'article-assistant[eval]'")
    return (*installed, *ANSWERING_BASELINES) if has_llm else installed


def _column_names(first: Path, second: Path | None, systems: tuple[str, str]) -> tuple[str, str]:
    if second is None:
        return systems
    return f"{first.stem}: {systems[0]}", f"{second.stem}: {systems[1]}"
