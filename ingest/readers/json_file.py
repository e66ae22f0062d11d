"""Reads JSON files: one article, a list of articles, or an object that contains such a list."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import decode
from assistant.ingest.readers.jsonl import read_json_lines
from assistant.ingest.readers.records import has_text_column, parse_record, read_record
from assistant.ingest.readers.registry import register


@register(".json", media_types=("application/json", "text/json"), name="JSON", many=True)
def read_json(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads one article from each record.

    Raises:
        UnreadableError: If the file is empty, too large, not JSON, or has no record.
    """
    data = read_bytes(document, options)
    text = decode(data, document.charset).lstrip("\ufeff")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        if not _is_json_lines(text):
            raise UnreadableError(
                f"is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
            ) from error
        yield from read_json_lines(replace(document, open=lambda: BytesIO(data)), options)
        return
    if isinstance(content, dict) and (has_text_column(content, options.columns) or not _lists_of_records(content)):
        yield ReadArticle(parse_record(content, options.columns), document.origin)
        return
    for number, record in enumerate(_records(content), start=1):
        yield _read_record(record, number, document.origin, options)


def _is_json_lines(text: str) -> bool:
    """Checks whether a file with another suffix contains JSON lines."""
    first, _, rest = text.lstrip().partition("\n")
    try:
        return isinstance(json.loads(first), dict) and bool(rest.strip())
    except (ValueError, RecursionError):
        return False


def _read_record(record: object, number: int, origin: str, options: ReadOptions) -> ReadArticle | ReadFailure:
    if not isinstance(record, dict):
        return ReadFailure(f"{origin}#{number}", f"record {number} is not an object with keys and values")
    item = read_record(record, number, origin, options)
    return ReadFailure(item.origin, f"record {number} {item.reason}") if isinstance(item, ReadFailure) else item


def _records(content: object) -> list[object]:
    if isinstance(content, list):
        if not content:
            raise UnreadableError("holds an empty list: no articles")
        return content
    if not isinstance(content, dict):
        raise UnreadableError("is JSON, but neither an object nor a list of objects")
    lists = _lists_of_records(content)
    if len(lists) > 1:
        raise UnreadableError(
            f"holds several lists ({', '.join(lists)}); put the one with the articles into a file of its own"
        )
    return next(iter(lists.values()))


def _lists_of_records(content: dict[str, object]) -> dict[str, list[object]]:
    return {
        key: value
        for key, value in content.items()
        if isinstance(value, list) and any(isinstance(item, dict) for item in value)
    }
