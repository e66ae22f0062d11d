"""Orders the lines of a PDF page as they are read: columns one after the other, the cells of a row beside each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from statistics import median

from assistant.ingest.readers.pdf_layout import CELLS, PrintedLine

# Columns are at least this many times the size of the characters apart.
_MIN_GAP = 0.6
_BANDS_AHEAD = (6, 5, 4, 3, 2)
# A column has at least so many lines, of which half have so many characters.
_COLUMN_SIZES = ((3, 14), (1, 30))
_MAX_DEPTH = 4
# Cells are farther apart than this many times the size of the characters, and words of a justified line are not.
_CELL_GAP = 1.6

_Interval = tuple[float, float]


def reading_order(lines: Sequence[PrintedLine], depth: int = 0) -> list[PrintedLine]:
    """Returns the lines of one page in reading order; lines that are cells of one row are joined.

    Args:
        lines: The lines of the page in any order.
        depth: The number of columns that contain the lines.
    """
    bands = _bands(lines)
    ordered: list[PrintedLine] = []
    start = 0
    while start < len(bands):
        end = _end_of_columns(bands, start)
        run = list(chain.from_iterable(bands[start:end]))
        columns = _columns(run)
        if depth < _MAX_DEPTH and _are_prose(columns):
            for column in columns:
                ordered += reading_order(column, depth + 1)
        else:
            ordered += (_joined(row) for row in bands[start:end])
        start = end
    return ordered


def _bands(lines: Iterable[PrintedLine]) -> list[list[PrintedLine]]:
    """Groups lines that stand at the same height, from the top down."""
    bands: list[list[PrintedLine]] = []
    lowest = 0.0
    for line in sorted(lines, key=lambda line: -(line.top + line.bottom)):
        middle = (line.top + line.bottom) / 2
        if bands and middle + 0.3 * line.size > lowest:
            bands[-1].append(line)
            lowest = min(lowest, middle - 0.3 * line.size)
        else:
            bands.append([line])
            lowest = middle - 0.3 * line.size
    return bands


def _end_of_columns(bands: Sequence[list[PrintedLine]], start: int) -> int:
    """Returns the end of the bands from `start` on that one gap divides into columns; the next band if there is no gap."""
    for count in _BANDS_AHEAD:
        end = min(start + count, len(bands))
        if _are_prose(_columns(list(chain.from_iterable(bands[start:end])))):
            break
    else:
        return start + 1
    intervals = _merged(map(_interval, chain.from_iterable(bands[start:end])))
    while end < len(bands):
        intervals = _merged([*intervals, *map(_interval, bands[end])])
        if len(intervals) < 2:
            break
        end += 1
    return end


def _interval(line: PrintedLine) -> _Interval:
    return line.left, line.right + _MIN_GAP * line.size


def _merged(intervals: Iterable[_Interval]) -> list[_Interval]:
    merged: list[_Interval] = []
    for left, right in sorted(intervals):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _columns(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    intervals = _merged(map(_interval, lines))
    return [[line for line in lines if left <= line.left <= right] for left, right in intervals]


def _are_prose(columns: Sequence[list[PrintedLine]]) -> bool:
    """Checks whether at least two columns have lines of text, not only cells of a table."""
    sizes = [(len(column), median(len(line.text) for line in column)) for column in columns]
    return max(count for count, _ in sizes) > 1 and any(
        sum(count >= min_count and length >= min_length for count, length in sizes) > 1
        for min_count, min_length in _COLUMN_SIZES
    )


def _joined(row: Sequence[PrintedLine]) -> PrintedLine:
    cells = sorted(row, key=lambda line: line.left)
    return replace(
        max(cells, key=lambda line: len(line.text)),
        text="".join(_separated(cells)),
        left=cells[0].left,
        right=max(line.right for line in cells),
        bottom=min(line.bottom for line in cells),
        top=max(line.top for line in cells),
    )


def _separated(cells: Sequence[PrintedLine]) -> Iterator[str]:
    """Yields the texts of a row, with a wide gap between cells and a space between the words of a justified line."""
    yield cells[0].text
    for cell, following in pairwise(cells):
        yield CELLS if following.left - cell.right > _CELL_GAP * cell.size else " "
        yield following.text


def ordered_pages(lines: Iterable[PrintedLine]) -> Iterator[PrintedLine]:
    """Yields the lines of several pages in reading order.

    Args:
        lines: The lines; those of one page are in any order.
    """
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    for number in sorted(pages):
        yield from reading_order(pages[number])
