"""`assistant eval pages`: measures how web pages are read."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import JsonOption
from assistant.cli.output import StyledText, print_json, print_lines
from assistant.cli.rendering.table import format_share, table_lines


def pages(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="A folder with pages/ (ground-truth.json, html/) or page-dates/ (dates.json, html/)."
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Compare the text and the date of web pages with what people found, beside trafilatura and htmldate."""
    from assistant.eval.stages.page_extraction import measure_pages
    from assistant.ingest.errors import UsageError

    try:
        texts, dates = measure_pages(folder)
    except FileNotFoundError as error:
        raise UsageError(str(error)) from error
    if as_json:
        print_json({"text": [asdict(score) for score in texts], "dates": [asdict(score) for score in dates]})
        return
    text_rows = [
        [score.system, *map(format_share, (score.f1, score.precision, score.recall, score.exact))] for score in texts
    ]
    date_rows = [[score.system, *map(format_share, (score.right, score.wrong, score.none))] for score in dates]
    lines = []
    if texts:
        lines += [
            [StyledText(f"text of {texts[0].pages} pages", "bold")],
            *table_lines(["", "F1", "precision", "recall", "exact"], text_rows),
        ]
    if dates:
        lines += [
            [StyledText(f"day of {dates[0].pages} pages", "bold")],
            *table_lines(["", "right", "wrong", "none"], date_rows),
        ]
    print_lines(lines)
