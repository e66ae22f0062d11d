"""Tables on a terminal."""

from collections.abc import Sequence

from assistant.cli.output import Line, Piece

NOTHING = "–"


def table_lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Line]:
    """A table: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(row: Sequence[str], style: str) -> Line:
        first, *rest = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return [Piece(first), Piece(("  " + "  ".join(rest)).rstrip(), style)]

    return [line(header, "dim"), *(line(row, "bold") for row in rows)]


def share(value: float | None) -> str:
    """A share with three places; a dash where there is none."""
    return NOTHING if value is None else f"{value:.3f}"
