"""Reads JSON lines files of any length: every line is an article."""

import json
from collections.abc import Iterator

from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.lines import Line, open_lines
from assistant.ingest.readers.records import read_record
from assistant.ingest.readers.registry import register
from assistant.ingest.sizes import format_size

_MEDIA_TYPES = ("application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/jsonlines")


@register(".jsonl", ".ndjson", media_types=_MEDIA_TYPES, name="JSON lines", many=True)
def read_json_lines(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads one article from each line. A broken line is reported with its number, and reading continues.

    Raises:
        UnreadableError: If the file is empty.
    """
    has_lines = False
    with open_lines(document, options) as lines:
        for line in lines:
            if line.too_long or line.text.strip("\ufeff \t\r\n\0"):
                has_lines = True
                yield _read_line(line, document.origin, options)
    if not has_lines:
        yield ReadFailure(document.origin, "is empty: no line holds anything")


def _read_line(line: Line, origin: str, options: ReadOptions) -> ReadArticle | ReadFailure:
    line_origin = f"{origin}#{line.number}"
    if line.too_long:
        limit = format_size(options.max_document_bytes)
        return ReadFailure(
            line_origin, f"line {line.number} is larger than {limit}, the most that one article may have"
        )
    try:
        record = json.loads(line.text.strip("\ufeff\r\n"))
    except json.JSONDecodeError as error:
        return ReadFailure(line_origin, f"line {line.number} is not valid JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, or 5,000 levels of nesting
        return ReadFailure(line_origin, f"line {line.number} cannot be read as JSON: {error}")
    if not isinstance(record, dict):
        return ReadFailure(line_origin, f"line {line.number} is JSON, but not an object with keys and values")
    item = read_record(record, line.number, origin, options)
    return ReadFailure(item.origin, f"line {line.number} {item.reason}") if isinstance(item, ReadFailure) else item
