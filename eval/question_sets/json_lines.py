"""Files of one JSON object a line, read with the place of every fault."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.ingest.errors import UsageError


def read_records(file: Path, expected: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, record) of each line.

    Args:
        file: The file.
        expected: What is expected there, for the message.

    Raises:
        UsageError: If the file cannot be read, or a line is not a JSON object.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{file} cannot be read ({reason}); {expected}") from error
    for number, line in enumerate(lines, 1):
        where = f"{file}, line {number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{where} is not JSON ({error})") from error
        if not isinstance(record, dict):
            raise UsageError(f"{where} is not a JSON object")
        yield where, record


def required_field(record: dict[str, Any], name: str, where: str) -> Any:  # noqa: ANN401
    """A field of a record.

    Raises:
        UsageError: If it is missing.
    """
    if name not in record:
        raise UsageError(f"{where} has no field {name!r}")
    return record[name]
