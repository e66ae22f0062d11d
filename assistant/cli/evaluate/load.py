"""`assistant eval load`: measures the HTTP API with many users at once, while articles are added."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.exit_codes import FAILED
from assistant.cli.ingest import ingest_with_progress
from assistant.cli.library import open_assistant
from assistant.cli.options import JsonOption
from assistant.cli.output import Line, StyledText, print_json, print_lines, print_status

_HELD_BACK = "held-back.jsonl"
_MAX_SLOWDOWN = 3.0


def load(
    question_set: Annotated[
        Path, typer.Argument(metavar="SET", help="A folder with articles.jsonl and questions.jsonl.")
    ],
    library: Annotated[
        Path,
        typer.Option(
            "--library", metavar="DIR", help="A library for this measurement alone; made of the set if it is missing."
        ),
    ],
    askers: Annotated[int, typer.Option("--askers", min=1, metavar="N", help="How many ask at the same time.")] = 50,
    seconds: Annotated[float, typer.Option("--seconds", min=1, metavar="S", help="How long at least.")] = 120.0,
    ingest: Annotated[
        int,
        typer.Option(
            "--ingest",
            min=0,
            metavar="N",
            help="So many articles of the set are held back, and added meanwhile; it goes on until they are in.",
        ),
    ] = 500,
    hostile: Annotated[
        int,
        typer.Option(
            "--hostile",
            min=0,
            metavar="N",
            help="Afterwards, N clients attack the server for as long again: hostile heads, bodies, connections, documents.",
        ),
    ] = 0,
    as_json: JsonOption = False,
) -> None:
    """Measure the HTTP API under load, on this computer: errors, wrong citations, answers a second, waiting times, memory.

    The exit code is 1 if anything went wrong, or if answers take three times as long beside hostile clients.
    """
    from assistant.eval.load.http_load import measure_load
    from assistant.eval.load.server import running_server
    from assistant.eval.load.split_articles import held_out_articles, write_kept_articles
    from assistant.eval.question_sets.question_set import read_question_set

    read = read_question_set(question_set)
    added = held_out_articles(read, ingest)
    with open_assistant(library, create=True) as assistant:
        assistant.remove([str(article["id"]) for article in added])
        file = write_kept_articles(read, ingest, library / _HELD_BACK)
        print_status(f"filling {library}")
        ingest_with_progress(assistant, [str(file)])
        file.unlink()
    with running_server(library) as url:
        print_status(f"{askers} askers for {seconds:g} s or longer at {url}, while {len(added)} articles are added")
        result = measure_load(url, read.questions, askers, seconds, added, hostile)
    figures = result.summary()
    if as_json:
        print_json(figures)
    else:
        print_lines(_figure_lines(figures))
    if result.errors or result.wrong_citations or result.slowdown >= _MAX_SLOWDOWN:
        raise typer.Exit(FAILED)


def _figure_lines(figures: Mapping[str, object]) -> Iterator[Line]:
    width = max(map(len, figures))
    for name, value in figures.items():
        yield [StyledText(name.ljust(width)), StyledText(f"  {value}", "bold")]
