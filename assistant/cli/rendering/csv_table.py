"""Tables for spreadsheets, as CSV: nothing that comes from an article becomes a formula when one is opened."""

import csv
import os
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from assistant.cli.terminal_text import one_line
from assistant.ingest.errors import UsageError

Cell = str | int | float | date | None

# In some countries spreadsheets part cells at semicolons, whatever the file does: each piece may then be a formula.
_FORMULA = re.compile("(^|;)(?=[\\s\"'\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def write_csv(file: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Writes a table in UTF-8, with the mark that spreadsheets know it by. The file is written whole, or left as it was.

    Args:
        file: Where to.
        header: The names of the columns.
        rows: The cells. Text is put on one line, and before what would be a formula comes an apostrophe; numbers and days stay as they are.

    Raises:
        UsageError: If it cannot be written.
    """
    partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
    try:
        try:
            with partial.open("w", encoding="utf-8-sig", newline="") as opened:
                table = csv.writer(opened, quoting=csv.QUOTE_NONNUMERIC)
                table.writerow(header)
                for row in rows:
                    table.writerow([_plain(cell) for cell in row])
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror or error}); name another file") from error


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return _FORMULA.sub(r"\1'", one_line(cell)) if isinstance(cell, str) else cell
