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
from assistant.ingest.readers.record_dates import infer_day_first
from assistant.ingest.readers.records import field_value, flatten_record, parse_record, read_record
from assistant.ingest.readers.registry import register

_MAX_DEPTH = 6


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
    if isinstance(content, dict) and (_is_article(content, options) or not record_lists(content, options)):
        yield ReadArticle(parse_record(content, options.columns), document.origin)
        return
    records = _records(content, options)
    dates = (
        field_value("published", flatten_record(record), options.columns)
        for record in records
        if isinstance(record, dict)
    )
    options = replace(options, day_first=infer_day_first(dates))
    for number, record in enumerate(records, start=1):
        yield _read_record(record, number, document.origin, options)


def _is_article(record: dict[str, object], options: ReadOptions) -> bool:
    """Checks whether an object is an article, and not the answer of an API that contains articles."""
    text = field_value("text", flatten_record(record), options.columns)
    if isinstance(text, list) and any(isinstance(item, dict) and _is_article(item, options) for item in text):
        return False
    return isinstance(text, str | list) or (isinstance(text, dict) and "rendered" in text)


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


def _records(content: object, options: ReadOptions) -> list[object]:
    if isinstance(content, list):
        if not content:
            raise UnreadableError("holds an empty list: no articles")
        return content
    if not isinstance(content, dict):
        raise UnreadableError("is JSON, but neither an object nor a list of objects")
    lists = record_lists(content, options)
    if len(lists) > 1:
        raise UnreadableError(
            f"holds several lists ({', '.join(lists)}); put the one with the articles into a file of its own"
        )
    return next(iter(lists.values()))


def record_lists(content: dict[str, object], options: ReadOptions) -> dict[str, list[object]]:
    """Returns the lists of articles nearest to the top of an object, by key; without articles, all lists of objects there.

    Args:
        content: The answer of an API.
        options: `columns` overrides the usual names.
    """
    level: list[tuple[str, object]] = list(content.items())
    objects: dict[str, list[object]] = {}
    for _ in range(_MAX_DEPTH):
        lists = {
            key: value
            for key, value in level
            if isinstance(value, list) and any(isinstance(item, dict) for item in value)
        }
        articles = {
            key: value
            for key, value in lists.items()
            if any(isinstance(item, dict) and _is_article(item, options) for item in value)
        }
        if articles:
            return articles
        objects = objects or lists
        level = [pair for _, value in level if isinstance(value, dict) for pair in value.items()]
    return objects
