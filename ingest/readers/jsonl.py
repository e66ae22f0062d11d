"""Files with a JSON object a line, of any length: every line is an article."""

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
    """An article for each line; a broken line is reported with its number and the others go on.

    Raises:
        UnreadableError: If the file is empty.
    """
    seen = False
    with open_lines(document, options) as lines:
        for line in lines:
            if line.too_long or line.text.strip("\ufeff \t\r\n\0"):
                seen = True
                yield _read_line(line, document.origin, options)
    if not seen:
        yield ReadFailure(document.origin, "is empty: no line holds anything")


def _read_line(line: Line, origin: str, options: ReadOptions) -> ReadArticle | ReadFailure:
    place = f"{origin}#{line.number}"
    if line.too_long:
        limit = format_size(options.max_document_bytes)
        return ReadFailure(place, f"line {line.number} is larger than {limit}, the most that one article may have")
    try:
        record = json.loads(line.text.strip("\ufeff\r\n"))
    except json.JSONDecodeError as error:
        return ReadFailure(place, f"line {line.number} is not valid JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, a nesting of 5,000 levels
        return ReadFailure(place, f"line {line.number} cannot be read as JSON: {error}")
    if not isinstance(record, dict):
        return ReadFailure(place, f"line {line.number} is JSON, but not an object with keys and values")
    found = read_record(record, line.number, origin, options)
    return ReadFailure(found.origin, f"line {line.number} {found.reason}") if isinstance(found, ReadFailure) else found
