"""Writes tables as lines of text that can be quoted alone."""

from collections.abc import Sequence

_MIN_COLUMNS = 2
_MIN_ROWS = 3


def table_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """Returns one line for each row. If the first row is a header, each cell follows its name: "Year: 2025; Fish: 3,450".

    Args:
        rows: The texts of the cells.
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not has_header(filled):
        return ["  ".join(cell for cell in row if cell.strip()) for row in filled]
    header = filled[0]
    return ["  ".join(header), *(_labelled(header, row) for row in filled[1:])]


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Checks whether the first row names the columns: it is filled and has no numbers, and every other row has some."""
    if len(rows) < _MIN_ROWS or len(rows[0]) < _MIN_COLUMNS or not all(cell.strip() for cell in rows[0]):
        return False
    if any(len(row) != len(rows[0]) for row in rows):
        return False
    return not _has_digits(rows[0]) and all(_has_digits(row) for row in rows[1:])


def _has_digits(row: Sequence[str]) -> bool:
    return any(character.isdigit() for cell in row for character in cell)


def _labelled(header: Sequence[str], row: Sequence[str]) -> str:
    return "; ".join(
        f"{name.strip().rstrip(':')}: {cell.strip()}" for name, cell in zip(header, row, strict=True) if cell.strip()
    )
