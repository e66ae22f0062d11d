"""Request ids and the server's log: lines of text, or lines of JSON."""

import json
import logging
import re
import sys
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

REQUEST_ID_HEADER = "x-request-id"
_REQUEST_FIELDS = ("method", "path", "status", "ms", "key")
_VALID_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Returns the id of the request that is being answered; empty outside of a request."""
    return _current_id.get()


def begin_request(given: str) -> str:
    """Takes the client's request id if it is valid, else makes one."""
    request_id = given if _VALID_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    _current_id.set(request_id)
    return request_id


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object on a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the record as JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": current_request_id(),
        }
        line.update({name: getattr(record, name) for name in _REQUEST_FIELDS if hasattr(record, name)})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """Formats a record as a line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the record as text."""
        timestamp = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        outcome = f" {record.status} {record.ms} ms" if hasattr(record, "status") and hasattr(record, "ms") else ""
        line = f"{timestamp} {record.levelname.lower()} {_printable(record.getMessage())}{outcome} {current_request_id()}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def log_requests(style: str) -> None:
    """Writes the log to stderr, requests included.

    Args:
        style: "text" or "json".
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("assistant").setLevel(logging.INFO)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in text)
