"""A question set: questions with what is right; here a folder with `articles.jsonl` and `questions.jsonl`, read and checked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from assistant.eval.question_sets.json_lines import read_records, required_field
from assistant.ingest.errors import UsageError

Half = Literal["choose", "report"]
_FILES = "a question set has articles.jsonl and questions.jsonl"


def half_of(identifier: str) -> Half:
    """The half that something belongs to, drawn by its id: one half to choose by, the other to report on."""
    return "choose" if hashlib.sha256(identifier.encode()).digest()[0] % 2 == 0 else "report"


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """One question with what is right.

    Attributes:
        id: Its identifier.
        text: The question.
        as_of: The day it is asked on; None where days play no part.
        answers: What counts as the answer, any of them.
        answerable: Whether the articles answer it.
        gold_articles: The ids of the articles that do.
        gold_paragraph: The paragraph that the answer stands in; empty where the set does not name it.
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
        """The half it belongs to."""
        return half_of(self.id)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, and the articles that they are asked of.

    Attributes:
        path: The folder or file that it was read from.
        questions: Its questions.
        content_hash: SHA-256 (hex) over questions and articles.
    """

    path: Path
    questions: tuple[EvalQuestion, ...]
    content_hash: str

    @property
    def articles_file(self) -> Path:
        """The articles of a set in a folder, a record a line."""
        return self.path / "articles.jsonl"


def read_question_set(folder: Path) -> QuestionSet:
    """Reads and checks a question set.

    Raises:
        UsageError: If a file or a field is missing, a gold article is unknown, or no question is answerable.
    """
    articles_file, questions_file = folder / "articles.jsonl", folder / "questions.jsonl"
    known = {str(required_field(record, "id", where)) for where, record in read_records(articles_file, _FILES)}
    questions = tuple(_question(record, where, known) for where, record in read_records(questions_file, _FILES))
    require_answerable(questions, questions_file)
    digest = hashlib.sha256(articles_file.read_bytes() + questions_file.read_bytes()).hexdigest()
    return QuestionSet(folder, questions, digest)


def require_answerable(questions: Sequence[EvalQuestion], file: Path) -> None:
    """A set without an answerable question measures nothing.

    Raises:
        UsageError: If there is none.
    """
    if not any(question.answerable for question in questions):
        raise UsageError(f"{file} has no answerable question; a set needs at least one")


def _question(record: dict[str, Any], where: str, known: set[str]) -> EvalQuestion:
    as_of = record.get("as_of")
    gold = frozenset(map(str, required_field(record, "gold_articles", where)))
    unknown = sorted(gold - known)
    if unknown:
        raise UsageError(f"{where} names the gold article {unknown[0]!r}, which is not in articles.jsonl")
    try:
        day = date.fromisoformat(as_of) if as_of else None
    except ValueError as error:
        raise UsageError(f"{where} has as_of {as_of!r}, which is no date such as 2016-10-20") from error
    return EvalQuestion(
        id=str(required_field(record, "id", where)),
        text=str(required_field(record, "question", where)),
        as_of=day,
        answers=tuple(map(str, required_field(record, "answers", where))),
        answerable=bool(required_field(record, "answerable", where)),
        gold_articles=gold,
        gold_paragraph=str(record.get("evidence") or ""),
    )
