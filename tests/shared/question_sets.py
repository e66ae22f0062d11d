"""Writes a small question set, for the tests of the evaluation."""

import json
from pathlib import Path
from typing import Any

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "fog",
        "title": "Ferry delayed",
        "text": "The Skerry ferry was delayed by thick fog on Monday.",
        "published": "2026-01-02",
        "source": "Post",
    },
    {
        "id": "cup",
        "title": "Cup final",
        "text": "Rovers won the Corran Cup by three goals to two.",
        "published": "2026-02-02",
        "source": "Post",
    },
]
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "1",
        "question": "What delayed the Skerry ferry?",
        "as_of": "2026-03-01",
        "answers": ["fog"],
        "answerable": True,
        "gold_articles": ["fog"],
    },
    {
        "id": "2",
        "question": "Who won the Corran Cup?",
        "as_of": "2026-01-15",
        "answers": ["Rovers"],
        "answerable": True,
        "gold_articles": ["cup"],
    },
    {
        "id": "3",
        "question": "What is the price of copper in Chile?",
        "as_of": "2026-03-01",
        "answers": [],
        "answerable": False,
        "gold_articles": [],
    },
]


def write_set(
    folder: Path, articles: list[dict[str, Any]] | None = None, questions: list[dict[str, Any]] | None = None
) -> Path:
    """Writes the set, or one with other articles or questions; returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in (("articles", articles or ARTICLES), ("questions", questions or QUESTIONS)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder
