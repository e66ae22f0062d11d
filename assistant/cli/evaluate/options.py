"""The arguments and options that several evaluation commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

QuestionSetArgument = Annotated[
    Path,
    typer.Argument(
        metavar="SET", help="A folder with articles.jsonl and questions.jsonl, or a CSV of questions with --library."
    ),
]
ResultArgument = Annotated[Path, typer.Argument(metavar="RESULT.json", help="A result, saved with --save.")]
SetLibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="The library that the questions of a CSV are asked of."),
]
CacheOption = Annotated[
    Path | None, typer.Option("--cache", metavar="DIR", help="Where libraries and indexes of sets are kept.")
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE.toml", help="Settings to measure, as in assistant.toml.")
]
SampleOption = Annotated[
    str | None,
    typer.Option(
        "--questions",
        metavar="N+M",
        help="Only N questions with an answer and M without, the same every time; all unless given.",
    ),
]
AsOfRuleOption = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="own|none|+DAYS", help="Ask on each question's own day, on no day, or so many days later."
    ),
]
BaselinesOption = Annotated[
    str | None,
    typer.Option(
        "--baselines",
        metavar="NAMES",
        help="What to measure against: bm25, dense, rrf, rrf-as-of, llama-index, qa-model; with --llm also extractive, "
        "citation-query-engine, condense-plus-context.",
        show_default="all that are installed",
    ),
]
TunedHalfOption = Annotated[
    Literal["all", "dev", "test"],
    typer.Option("--half", help="Only the half that settings are tuned on (dev), or the half that is reported (test)."),
]
WritingModelOption = Annotated[
    str | None,
    typer.Option("--llm", metavar="NAME", help="Have a language model write the answers; named as in the setting llm."),
]
SaveOption = Annotated[
    Path | None, typer.Option("--save", metavar="RESULT.json", help="Save every outcome, to compare and report.")
]


def cache_folder(option: Path | None) -> Path:
    """Returns the folder that keeps the libraries of question sets.

    Args:
        option: The value of `--cache`.
    """
    from platformdirs import user_cache_path

    return option or user_cache_path("article-assistant") / "eval"
