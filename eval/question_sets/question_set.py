"""Question sets with gold answers: a folder with `articles.jsonl` and `questions.jsonl`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from assistant.eval.question_sets.json_lines import read_records, required_field
from assistant.ingest.errors import UsageError
from assistant.ingest.library import Library

Half = Literal["dev", "test"]
"""Settings are tuned on the dev half; the test half is reported."""

_FILES = "a question set has articles.jsonl and questions.jsonl"


def half_of(identifier: str) -> Half:
    """Draws a half by an identifier: always the same half for the same identifier."""
    return "dev" if hashlib.sha256(identifier.encode()).digest()[0] % 2 == 0 else "test"


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with its gold answers.

    Attributes:
        id: The identifier.
        text: The question.
        as_of: The day on which it is asked; None if days play no part.
        answers: The accepted answers; any of them is right.
        answerable: Whether the articles answer it.
        gold_articles: The ids of the articles that answer it.
        gold_paragraph: The paragraph that contains the answer; empty if the set does not name it.
    """

    id: str
    text: str
    as_of: date | None
    answers: tuple[str, ...]
    answerable: bool
    gold_articles: frozenset[str]
    gold_paragraph: str = ""

    @property
    def half(self) -> Half:
        """The half that the question belongs to."""
        return half_of(self.id)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions about the articles of a library.

    Attributes:
        path: The folder or file that the set was read from.
        questions: The questions.
        content_hash: SHA-256 (hex) of questions and articles.
    """

    path: Path
    questions: tuple[EvalQuestion, ...]
    content_hash: str

    @property
    def articles_file(self) -> Path:
        """The articles of a set in a folder, one record a line."""
        return self.path / "articles.jsonl"


def read_question_set(folder: Path) -> QuestionSet:
    """Reads and checks a question set.

    Raises:
        UsageError: If a file or a field is missing, a gold article is unknown, or no question is answerable.
    """
    articles_file, questions_file = folder / "articles.jsonl", folder / "questions.jsonl"
    article_ids = {
        str(required_field(record, "id", location)) for location, record in read_records(articles_file, _FILES)
    }
    questions = tuple(
        _question(record, location, article_ids) for location, record in read_records(questions_file, _FILES)
    )
    require_answerable(questions, questions_file)
    digest = hashlib.sha256(articles_file.read_bytes() + questions_file.read_bytes()).hexdigest()
    return QuestionSet(folder, questions, digest)


def require_answerable(questions: Sequence[EvalQuestion], file: Path) -> None:
    """Refuses a set without an answerable question, which measures nothing.

    Raises:
        UsageError: If there is none.
    """
    if not any(question.answerable for question in questions):
        raise UsageError(f"{file} has no answerable question; a set needs at least one")


def hash_with_library(questions: bytes, library: Library) -> str:
    """Returns the SHA-256 (hex) of questions and of the articles over which they are asked."""
    digest = hashlib.sha256(questions)
    for article in sorted(library.catalog.articles(), key=lambda summary: summary.id):
        stored = library.catalog.content_hash(article.id)
        digest.update(f"{article.id} {stored[0] if stored else ''}\n".encode())
    return digest.hexdigest()


def parse_day(text: str, location: str, name: str) -> date:
    """Parses an ISO date of a record.

    Args:
        text: The date, such as `2016-10-20`.
        location: The file and the line, for the error message.
        name: The field or the column, for the error message.

    Raises:
        UsageError: If the text is not a date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{location} has {name} {text!r}, which is no date such as 2016-10-20") from error


def _question(record: dict[str, Any], location: str, article_ids: set[str]) -> EvalQuestion:
    as_of = record.get("as_of")
    gold = frozenset(map(str, required_field(record, "gold_articles", location)))
    unknown = sorted(gold - article_ids)
    if unknown:
        raise UsageError(f"{location} names the gold article {unknown[0]!r}, which is not in articles.jsonl")
    return EvalQuestion(
        id=str(required_field(record, "id", location)),
        text=str(required_field(record, "question", location)),
        as_of=parse_day(as_of, location, "as_of") if as_of else None,
        answers=tuple(map(str, required_field(record, "answers", location))),
        answerable=bool(required_field(record, "answerable", location)),
        gold_articles=gold,
        gold_paragraph=str(record.get("evidence") or ""),
    )
