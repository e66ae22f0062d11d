"""Reads files of one JSON object a line; each error names the file and the line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.ingest.errors import UsageError


def read_records(file: Path, expected: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields (location, record) of each line. The location is for error messages.

    Args:
        file: The file.
        expected: What the file should contain, for the error message.

    Raises:
        UsageError: If the file cannot be read, or a line is not a JSON object.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{file} cannot be read ({reason}); {expected}") from error
    for number, line in enumerate(lines, 1):
        location = f"{file}, line {number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{location} is not JSON ({error})") from error
        if not isinstance(record, dict):
            raise UsageError(f"{location} is not a JSON object")
        yield location, record


def required_field(record: dict[str, Any], name: str, location: str) -> Any:  # noqa: ANN401
    """Returns a field of a record.

    Raises:
        UsageError: If the record has no such field.
    """
    if name not in record:
        raise UsageError(f"{location} has no field {name!r}")
    return record[name]


def required_text(record: dict[str, Any], name: str, location: str) -> str:
    """Returns a field of a record that has to be a string.

    Raises:
        UsageError: If the record has no such field, or it is not a string.
    """
    value = record.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{location} has no field {name!r}")
    return value
