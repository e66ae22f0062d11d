"""Reads CSV files of any length: the first row names the columns, every other row is an article."""

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.lines import Line, open_lines
from assistant.ingest.readers.record_dates import infer_day_first
from assistant.ingest.readers.records import (
    field_value,
    has_text_column,
    missing_text_column_reason,
    read_record,
    unused_columns_note,
)
from assistant.ingest.readers.registry import register, suffix_of
from assistant.ingest.sizes import format_size

# The largest limit that the csv module accepts on every system (a C long).
_LARGEST_FIELD = 2**31 - 1
_DELIMITERS = ",;\t|"
_ROWS_FOR_DATE_ORDER = 5_000
# Excel reads the delimiter from a first line such as "sep=;".
_DECLARED_DELIMITER = re.compile(r"\ufeff?sep=(.)\s*", re.IGNORECASE)


@register(".csv", ".tsv", ".tab", media_types=("text/csv", "text/tab-separated-values"), name="CSV", many=True)
def read_csv(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads one article from each row. The first row shows whether commas, semicolons, tabs or bars separate the fields.

    Raises:
        UnreadableError: If the file is empty, or no column holds the text.
    """
    limit = min(options.max_document_bytes, _LARGEST_FIELD)
    # The limit is global to the process, so it is only raised.
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    with open_lines(document, options) as lines:
        header, delimiter = _header_line(lines, document)
        source = _Rows(header, lines, limit)
        rows = csv.reader(source, delimiter=delimiter)
        names = [name.strip().lstrip("\ufeff") for name in next(rows)]
        if not has_text_column(names, options.columns):
            raise UnreadableError(missing_text_column_reason(names, options.columns))
        options = replace(options, day_first=_day_first(document, options, names))
        note = unused_columns_note(names, options.columns)
        for item in _articles(rows, source, names, document, options):
            if note and isinstance(item, ReadArticle):
                item, note = replace(item, remarks=(*item.remarks, note)), None
            yield item


def _day_first(document: Document, options: ReadOptions, names: list[str]) -> bool | None:
    """Returns the order of day and month in the first rows of the date column, or None if they do not show it."""
    limit = min(options.max_document_bytes, _LARGEST_FIELD)
    with open_lines(document, options) as lines:
        header, delimiter = _header_line(lines, document)
        rows = csv.reader(_Rows(header, lines, limit), delimiter=delimiter)
        with suppress(csv.Error, UnreadableError):
            records = (dict(zip(names, row, strict=False)) for row in islice(rows, 1, _ROWS_FOR_DATE_ORDER))
            return infer_day_first(field_value("published", record, options.columns) for record in records)
    return None


class _Rows:
    """Feeds lines to the csv module and records the number of the last line read."""

    def __init__(self, header: Line, lines: Iterator[Line], limit: int) -> None:
        self._pending: Line | None = header
        self._lines = lines
        self._limit = limit
        self.line_number = 0

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> str:
        line, self._pending = self._pending or next(self._lines), None
        self.line_number = line.number
        if line.too_long:
            raise UnreadableError(
                f"line {line.number} is larger than {format_size(self._limit)}, the most that one article may have"
            )
        return line.text.lstrip("\ufeff") if line.number == 1 else line.text


def _header_line(lines: Iterator[Line], document: Document) -> tuple[Line, str]:
    """Returns the line that names the columns, and the delimiter."""
    declared = None
    for line in lines:
        if not line.too_long and (match := _DECLARED_DELIMITER.fullmatch(line.text)):
            declared = match[1]
        elif line.too_long or line.text.strip("\ufeff \t\r\n\0"):
            return line, declared or _delimiter(line.text, document)
    raise UnreadableError("is empty: no line holds anything")


def _delimiter(header: str, document: Document) -> str:
    if suffix_of(document.name) in {".tsv", ".tab"}:
        return "\t"
    return max(_DELIMITERS, key=header.count)


def _articles(
    rows: Iterator[list[str]], source: _Rows, names: list[str], document: Document, options: ReadOptions
) -> Iterator[ReadArticle | ReadFailure]:
    while True:
        number = source.line_number + 1
        origin = f"{document.origin}#{number}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except (csv.Error, UnreadableError) as error:
            yield ReadFailure(origin, f"row at line {number} could not be read: {error}")
            continue
        if not any(row):
            continue
        if len(row) > len(names):
            yield ReadFailure(origin, f"row at line {number} has {len(row)} fields, the first row names {len(names)}")
            continue
        item = read_record(dict(zip(names, row, strict=False)), number, document.origin, options)
        yield (
            ReadFailure(item.origin, f"row at line {number} {item.reason}") if isinstance(item, ReadFailure) else item
        )
