"""A question set parted for a load: what the library has from the start, and what is added while it is asked."""

import json
from pathlib import Path
from typing import Any

from assistant.eval.question_sets.json_lines import read_records
from assistant.eval.question_sets.question_set import QuestionSet

_FIELDS = ("id", "text", "title", "source", "url", "published", "language")


def held_back(read: QuestionSet, count: int) -> list[dict[str, Any]]:
    """The last articles of a set, in the form in which the API takes them."""
    records = _records(read)[-count:] if count else []
    return [{name: str(record[name]) for name in _FIELDS if record.get(name)} for record in records]


def kept(read: QuestionSet, count: int, file: Path) -> Path:
    """Writes all articles but the last ones to a file."""
    records = _records(read)
    lines = (json.dumps(record) + "\n" for record in records[: len(records) - count])
    file.write_text("".join(lines), "utf-8")
    return file


def _records(read: QuestionSet) -> list[dict[str, Any]]:
    return [record for _, record in read_records(read.articles_file, "a question set has articles.jsonl")]
