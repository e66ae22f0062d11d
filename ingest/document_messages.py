"""The messages between an ingest and the process that reads its documents: JSON objects, and the bytes of documents.

JSON and not pickle: the process reads untrusted documents, and unpickling its messages could run code.
"""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO

from assistant.ingest.article import ParsedArticle
from assistant.ingest.readers.content import read_up_to
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions

Message = dict[str, Any]

OUT_OF_MEMORY = 77
"""The exit code of a process that had too little memory for a document."""

FIND_LINKS = "links"
"""The task of a request that asks for the links of a document instead of its articles."""

_MOMENT_FIELD = "published"
_LOCAL_OPTIONS = ("follow", "select")


def send(connection: Connection, message: Message) -> None:
    """Sends one message."""
    connection.send_bytes(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def receive(connection: Connection, max_bytes: int | None = None) -> Message:
    """Receives one message.

    Raises:
        EOFError: If the other process has ended.
        OSError: If the message is larger than `max_bytes`.
    """
    message: Message = json.loads(connection.recv_bytes(max_bytes).decode("utf-8", "surrogatepass"))
    return message


@dataclass(frozen=True, slots=True)
class _SentContent:
    """Opens a document that was sent as a path or as bytes."""

    content: str | bytes

    def __call__(self) -> BinaryIO:
        return Path(self.content).open("rb") if isinstance(self.content, str) else io.BytesIO(self.content)


def send_document(connection: Connection, document: Document, max_bytes: int, message: Message) -> None:
    """Sends a message with a document: the path of a file, or at most one byte more than `max_bytes` of other content.

    Raises:
        OSError: If the document cannot be opened or read.
    """
    with document.open() as stream:
        path = _path_of(stream)
        content = b"" if path else read_up_to(stream, max_bytes + 1)
    described = {field.name: getattr(document, field.name) for field in fields(Document) if field.name != "open"}
    send(connection, {**message, "document": described, "path": path})
    if path is None:
        connection.send_bytes(content)


def receive_document(connection: Connection, message: Message) -> Document:
    """Returns the document of a message; receives its bytes if it has no path."""
    content = message["path"] if message["path"] is not None else connection.recv_bytes()
    return Document(open=_SentContent(content), **message["document"])


def options_to_json(options: ReadOptions) -> Message:
    """Returns the options without the functions that follow links and select entries, and whether there are such functions."""
    values = {field.name: getattr(options, field.name) for field in fields(ReadOptions)}
    has_function = {name: values[name] is not None for name in _LOCAL_OPTIONS}
    return {**values, "columns": dict(options.columns), **has_function}


def options_from_json(
    values: Mapping[str, Any], follow: Callable[[str], Document], select: Callable[[ReadArticle], bool]
) -> ReadOptions:
    """Returns the options with other functions that follow links and select entries, if there are such functions."""
    functions: dict[str, Any] = {"follow": follow, "select": select}
    return ReadOptions(**{**values, **{name: functions[name] if values[name] else None for name in _LOCAL_OPTIONS}})


def article_to_json(item: ReadArticle) -> Message:
    """Returns an article as JSON."""
    parsed = {field.name: getattr(item.parsed, field.name) for field in fields(ParsedArticle)}
    if item.parsed.published is not None:
        parsed[_MOMENT_FIELD] = item.parsed.published.isoformat()
    return {"article": {**parsed, "authors": list(item.parsed.authors)}, "origin": item.origin, "remarks": item.remarks}


def article_from_json(message: Message) -> ReadArticle:
    """Returns the article of a message."""
    values = message["article"]
    moment = values[_MOMENT_FIELD]
    parsed = ParsedArticle(
        **{
            **values,
            "authors": tuple(values["authors"]),
            _MOMENT_FIELD: None if moment is None else datetime.fromisoformat(moment),
        }
    )
    return ReadArticle(parsed, message["origin"], tuple(message["remarks"]))


def failure_to_json(failure: ReadFailure) -> Message:
    """Returns a failure as JSON."""
    return {"failure": {field.name: getattr(failure, field.name) for field in fields(ReadFailure)}}


def failure_from_json(message: Message) -> ReadFailure:
    """Returns the failure of a message."""
    return ReadFailure(**message["failure"])


def _path_of(stream: BinaryIO) -> str | None:
    """Returns the path of an open file on the disk; None for other streams."""
    name = getattr(stream, "name", None)
    if not isinstance(stream, io.BufferedReader) or not isinstance(name, str):
        return None
    path = Path(name).absolute()
    return str(path) if path.is_file() else None
