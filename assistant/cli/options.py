"""The options that several commands share."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

_DURATION = re.compile(r"(?P<number>[0-9]{1,6})\s*(?P<unit>[smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_day(text: str) -> date:
    """Parses a date such as 2016-10-20."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day; write it as YEAR-MONTH-DAY, such as 2016-10-20") from error


def parse_duration(text: str) -> timedelta:
    """Parses a time such as 30m, 2h, 90d or 1w."""
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None:
        raise typer.BadParameter(f"{text!r} is not a time; write it as 30m, 2h, 90d or 1w")
    return timedelta(**{_UNITS[match["unit"]]: int(match["number"])})


LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="The library's folder.", show_default="./library"),
]
EmbedderOption = Annotated[
    str | None,
    typer.Option(
        "--embedder",
        metavar="NAME",
        help="The embedding model: the packaged all-MiniLM-L6-v2, or any sentence-transformers model by name or folder.",
        show_default="the library's own",
    ),
]
AsOfOption = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        parser=parse_day,
        help="The day the question is asked on (2016-10-20): later articles do not count.",
        show_default="today",
    ),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="NAME",
        help="Only articles of this publication; can be given several times.",
        show_default="all",
    ),
]
StoryOption = Annotated[
    str | None,
    typer.Option(
        "--story",
        metavar="ID",
        help="Only articles of one story: the id of any of its articles, as `assistant stories` lists them.",
        show_default="all",
    ),
]
TopKOption = Annotated[
    int | None,
    typer.Option(
        "--top-k", metavar="N", help="The number of passages the answer is made from, 1 to 200.", show_default="10"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
CsvOption = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        metavar="FILE",
        help="Write a table for spreadsheets to this file instead; no text in it becomes a formula.",
    ),
]
