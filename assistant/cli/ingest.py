"""`assistant ingest`: reads articles into the library."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.exit_codes import FAILED
from assistant.cli.library import open_assistant, update_index
from assistant.cli.options import EmbedderOption, JsonOption, LibraryOption
from assistant.cli.output import print_json, print_lines, print_status

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.ingest.report import IngestReport


def ingest(
    sources: Annotated[
        list[str], typer.Argument(metavar="PATH|URL...", help="Files, folders, archives, web pages and feeds.")
    ],
    library: LibraryOption = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FIELD=NAME",
            help="For records: the column of a field (text=body). Can be given several times.",
        ),
    ] = None,
    embedder: EmbedderOption = None,
    workers: Annotated[
        str | None,
        typer.Option(
            "--workers",
            metavar="N|ADDRESS",
            help="Read, chunk and embed on the workers of a Dask scheduler (tcp://host:8786), or in N processes of this machine; "
            "the result is the same.",
            show_default="this process",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read articles into the library.

    Unchanged articles are left alone. A source that cannot be read is reported, does not stop the others, and makes the exit code 1.
    """
    columns = _parse_columns(column or [])
    with open_assistant(library, embedder, create=True) as assistant:
        print_status(f"ingesting into {assistant.library.display_name}")
        report = ingest_with_progress(assistant, sources, columns, _parse_workers(workers))
        if as_json:
            print_json(asdict(report))
        else:
            print_report(report)
        update_index(assistant)
    exit_if_failed(report)


def ingest_with_progress(
    assistant: "Assistant",
    sources: Sequence[str],
    columns: dict[str, str] | None = None,
    workers: int | str | None = None,
) -> "IngestReport":
    """Ingests articles, and reports the progress on stderr."""
    from assistant.cli.progress import ingest_progress

    with ingest_progress() as progress:
        return assistant.ingest(sources, columns=columns, progress=progress, workers=workers)


def print_report(report: "IngestReport") -> None:
    """Prints the report for a person."""
    from assistant.cli.rendering.ingest_report import report_lines

    print_lines(report_lines(report))


def exit_if_failed(report: "IngestReport") -> None:
    """Exits with code 1 if a source could not be read."""
    from assistant.cli.rendering.ingest_report import failure_line

    message = failure_line(report)
    if message:
        print_status(f"error: {message}")
        raise typer.Exit(FAILED)


def _parse_workers(text: str | None) -> int | str | None:
    return int(text) if text and text.isdecimal() else text


def _parse_columns(options: Sequence[str]) -> dict[str, str]:
    from dataclasses import fields

    from assistant.ingest.article import ParsedArticle

    names = [field.name for field in fields(ParsedArticle)]
    columns: dict[str, str] = {}
    for option in options:
        field, equals, column = option.partition("=")
        if not equals or not column or field not in names:
            raise typer.BadParameter(
                f"{option!r} must be FIELD=NAME, such as text=body; the fields are {', '.join(names)}",
                param_hint="--column",
            )
        columns[field] = column
    return columns
