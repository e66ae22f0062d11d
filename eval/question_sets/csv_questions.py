"""Question sets in a CSV file: question, expected answer and expected source, asked over an existing library."""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assistant.eval.metrics.text_match import contains_answer
from assistant.eval.question_sets.question_set import (
    EvalQuestion,
    QuestionSet,
    hash_with_library,
    parse_day,
    require_answerable,
)
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleSummary, Library

_COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "question": ("question",),
    "answer": ("expected answer", "answer", "expected"),
    "source": ("expected source", "source", "article"),
    "day": ("as of", "date", "day"),
}
_ANSWER_SEPARATOR = "|"


def read_csv_questions(file: Path, library: Library) -> QuestionSet:
    """Reads and checks a CSV of questions.

    The columns are `question`, `expected answer` (alternatives between bars; empty if the articles do not contain the
    answer), and optionally `expected source` and `as of`. The source is an article's id, address or title, or a
    publication. Without it, every article that contains the answer counts.

    Args:
        file: The CSV.
        library: The library over which the questions are asked.

    Raises:
        UsageError: If the file, a column, a question, a day or a source is missing or wrong, or no question is answerable.
    """
    articles = _ArticleFinder(library)
    questions = tuple(_question(row, location, articles) for location, row in _rows(file))
    require_answerable(questions, file)
    _refuse_repeated(questions, file)
    return QuestionSet(file, questions, hash_with_library(file.read_bytes(), library))


class _ArticleFinder:
    """Finds the articles that a row names."""

    def __init__(self, library: Library) -> None:
        self._catalog = library.catalog
        self._summaries = self._catalog.articles()

    def by_source(self, source: str) -> frozenset[str]:
        """Returns the ids of the articles with this id, address, title or publication; the first of these that matches."""
        name = source.casefold()
        for field in ("id", "url", "title", "source"):
            ids = frozenset(summary.id for summary in self._summaries if _folded(summary, field) == name)
            if ids:
                return ids
        return frozenset()

    def by_answer(self, answers: Sequence[str]) -> frozenset[str]:
        """Returns the ids of the articles whose text contains one of the answers."""
        articles = (self._catalog.article(summary.id) for summary in self._summaries)
        return frozenset(
            article.id for article in articles if article is not None and contains_answer(article.text, answers)
        )


def _folded(summary: ArticleSummary, field: str) -> str:
    return str(getattr(summary, field) or "").casefold()


def _question(row: Mapping[str, str], location: str, articles: _ArticleFinder) -> EvalQuestion:
    text = row["question"]
    if not text:
        raise UsageError(f"{location} has no question")
    answers = tuple(part.strip() for part in row["answer"].split(_ANSWER_SEPARATOR) if part.strip())
    day = row["day"]
    return EvalQuestion(
        id=hashlib.sha256(f"{text}\n{day}".encode()).hexdigest()[:12],
        text=text,
        as_of=parse_day(day, location, "the day") if day else None,
        answers=answers,
        answerable=bool(answers),
        gold_articles=_gold_articles(row["source"], answers, location, articles),
    )


def _gold_articles(source: str, answers: Sequence[str], location: str, articles: _ArticleFinder) -> frozenset[str]:
    if not answers:
        return frozenset()
    ids = articles.by_source(source) if source else articles.by_answer(answers)
    if not ids:
        raise UsageError(
            f"{location} expects the source {source!r}, which is no id, address, title or publication of an article in the library"
            if source
            else f"{location} expects the answer {answers[0]!r}, which no article in the library holds"
        )
    return ids


def _refuse_repeated(questions: Sequence[EvalQuestion], file: Path) -> None:
    ids: set[str] = set()
    for question in questions:
        if question.id in ids:
            raise UsageError(f"{file} asks twice {question.text!r}; leave one of the rows out")
        ids.add(question.id)


def _rows(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yields (location, fields by column) of each row that is not empty."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{file} cannot be read ({reason})") from error
    first_line = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=max(",;\t", key=first_line.count))
    try:
        positions = _column_positions(next(reader, []), file)
        for fields in reader:
            if any(field.strip() for field in fields):
                row = {
                    column: fields[position].strip() if position is not None and position < len(fields) else ""
                    for column, position in positions.items()
                }
                yield f"{file}, line {reader.line_num}", row
    except csv.Error as error:
        raise UsageError(f"{file}, line {reader.line_num} is not CSV ({error})") from error


def _column_positions(header: Sequence[str], file: Path) -> dict[str, int | None]:
    names = [" ".join(name.replace("_", " ").casefold().split()) for name in header]
    positions = {
        column: next((names.index(alias) for alias in aliases if alias in names), None)
        for column, aliases in _COLUMN_NAMES.items()
    }
    for column in ("question", "answer"):
        if positions[column] is None:
            raise UsageError(
                f"{file} has no column {_COLUMN_NAMES[column][0]!r}; its first row names: question, expected answer, expected source"
            )
    return positions
