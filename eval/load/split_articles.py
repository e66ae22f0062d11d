"""Splits the articles of a question set: those in the library from the start, and those added during the load."""

import json
from pathlib import Path
from typing import Any

from assistant.eval.question_sets.json_lines import read_records
from assistant.eval.question_sets.question_set import QuestionSet

_FIELDS = ("id", "text", "title", "source", "url", "published", "language")


def held_out_articles(question_set: QuestionSet, count: int) -> list[dict[str, Any]]:
    """Returns the last articles of a set in the form of the API."""
    records = _records(question_set)[-count:] if count else []
    return [{name: str(record[name]) for name in _FIELDS if record.get(name)} for record in records]


def write_kept_articles(question_set: QuestionSet, count: int, file: Path) -> Path:
    """Writes all articles except the last ones to a file, and returns the file."""
    records = _records(question_set)
    lines = (json.dumps(record) + "\n" for record in records[: len(records) - count])
    file.write_text("".join(lines), "utf-8")
    return file


def _records(question_set: QuestionSet) -> list[dict[str, Any]]:
    return [record for _, record in read_records(question_set.articles_file, "a question set has articles.jsonl")]
