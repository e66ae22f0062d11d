"""Tables as lines for a terminal."""

from collections.abc import Sequence

from assistant.cli.output import Line, StyledText

NO_VALUE = "–"


def table_lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Line]:
    """Returns a table. The first column is aligned left, the others right."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(row: Sequence[str], style: str) -> Line:
        first, *others = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return [StyledText(first), StyledText(("  " + "  ".join(others)).rstrip(), style)]

    return [line(header, "dim"), *(line(row, "bold") for row in rows)]


def format_share(value: float | None) -> str:
    """Returns a share with three decimals, or a dash if there is none."""
    return NO_VALUE if value is None else f"{value:.3f}"
