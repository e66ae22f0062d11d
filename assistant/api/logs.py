"""How the server's log looks: a line for people, or a line of JSON."""

import json
import logging
import sys
from datetime import UTC, datetime

from assistant.api.request_id import current_request_id

_OWN = ("method", "path", "status", "ms", "key")


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": current_request_id(),
        }
        line.update({name: getattr(record, name) for name in _OWN if hasattr(record, name)})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in words."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        outcome = f" {record.status} {record.ms} ms" if hasattr(record, "status") and hasattr(record, "ms") else ""
        line = f"{moment} {record.levelname.lower()} {_one_line(record.getMessage())}{outcome} {current_request_id()}".rstrip()
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


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in text)
