"""Writes tables for spreadsheets as CSV. No text in them becomes a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from assistant.cli.terminal_text import one_line
from assistant.ingest.atomic_files import replace_file
from assistant.ingest.errors import UsageError

CsvCell = str | int | float | date | None

# In some countries spreadsheets also split cells at semicolons: each piece may then be a formula.
_FORMULA_START = re.compile("(^|;)(?=[\\s\"'\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def write_csv(file: Path, header: Sequence[str], rows: Iterable[Sequence[CsvCell]]) -> None:
    """Writes a table in UTF-8 with a byte order mark. Replaces the file in one step, or leaves it unchanged.

    Args:
        file: The file to write.
        header: The names of the columns.
        rows: The cells. Text becomes one line, with an apostrophe before what a spreadsheet would take for a formula;
            numbers and dates stay as they are.

    Raises:
        UsageError: If the file cannot be written.
    """
    try:
        with replace_file(file) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
            table = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC)
            table.writerow(header)
            for row in rows:
                table.writerow([_csv_value(cell) for cell in row])
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror or error}); name another file") from error


def _csv_value(cell: CsvCell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return _FORMULA_START.sub(r"\1'", one_line(cell)) if isinstance(cell, str) else cell
