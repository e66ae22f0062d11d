"""`assistant ingest`: articles into the library."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.exit_codes import FAILED
from assistant.cli.index_update import update_index
from assistant.cli.open_library import opened
from assistant.cli.options import EmbedderOption, JsonOption, LibraryOption
from assistant.cli.output import note, result_json, show

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
            help="For records: which column holds a field (text=body). Can be given several times.",
        ),
    ] = None,
    embedder: EmbedderOption = None,
    workers: Annotated[
        str | None,
        typer.Option(
            "--workers",
            metavar="N|ADDRESS",
            help="Read, cut and embed on the workers of a Dask scheduler (tcp://host:8786), or in so many processes of this machine; "
            "the library comes out the same.",
            show_default="this process",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read articles into the library.

    What is there already and has not changed is left alone. What cannot be read is reported, does not stop the others, and makes the exit code 1.
    """
    columns = _columns(column or [])
    with opened(library, embedder, create=True) as assistant:
        note(f"ingesting into {assistant.library.shown}")
        report = ingest_with_progress(assistant, sources, columns, _workers(workers))
        if as_json:
            result_json(asdict(report))
        else:
            show_report(report)
        update_index(assistant)
    end_with(report)


def ingest_with_progress(
    assistant: "Assistant",
    sources: Sequence[str],
    columns: dict[str, str] | None = None,
    workers: int | str | None = None,
) -> "IngestReport":
    """Ingests, and tells on stderr how it goes on."""
    from assistant.cli.progress import ingest_progress

    with ingest_progress() as progress:
        return assistant.ingest(sources, columns=columns, progress=progress, workers=workers)


def show_report(report: "IngestReport") -> None:
    """Prints the report for a person."""
    from assistant.cli.rendering.ingest_report import report_lines

    show(report_lines(report))


def end_with(report: "IngestReport") -> None:
    """Ends the command with exit code 1 where something could not be read."""
    from assistant.cli.rendering.ingest_report import failure

    failed = failure(report)
    if failed:
        note(f"error: {failed}")
        raise typer.Exit(FAILED)


def _workers(given: str | None) -> int | str | None:
    return int(given) if given and given.isdecimal() else given


def _columns(given: Sequence[str]) -> dict[str, str]:
    from dataclasses import fields

    from assistant.ingest.article import ParsedArticle

    known = [field.name for field in fields(ParsedArticle)]
    columns: dict[str, str] = {}
    for one in given:
        field, equals, name = one.partition("=")
        if not equals or not name or field not in known:
            raise typer.BadParameter(
                f"{one!r} must be FIELD=NAME, such as text=body; the fields are {', '.join(known)}",
                param_hint="--column",
            )
        columns[field] = name
    return columns
