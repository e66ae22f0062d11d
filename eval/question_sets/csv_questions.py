"""Question sets of one's own: a CSV of question, expected answer and expected source, asked of an existing library."""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from assistant.eval.metrics.text_match import holds
from assistant.eval.question_sets.question_set import EvalQuestion, QuestionSet, require_answerable
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleSummary, Library

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "question": ("question",),
    "answer": ("expected answer", "answer", "expected"),
    "source": ("expected source", "source", "article"),
    "day": ("as of", "date", "day"),
}
_SEVERAL = "|"


def read_csv_questions(file: Path, library: Library) -> QuestionSet:
    """Reads and checks a CSV of questions.

    Its columns are `question`, `expected answer` (several between bars; empty where the articles do not say), and, if wanted, `expected source` (an
    article's id, address or title, or a publication; without it, any article that holds the answer) and `as of`.

    Args:
        file: The CSV.
        library: What the questions are asked of.

    Raises:
        UsageError: If the file, a column, a question, a day or a source is missing or wrong, or no question is answerable.
    """
    articles = _Articles(library)
    questions = tuple(_question(row, where, articles) for where, row in _rows(file))
    require_answerable(questions, file)
    _refuse_repeated(questions, file)
    digest = hashlib.sha256(file.read_bytes())
    for article in sorted(articles.all, key=lambda one: one.id):
        stored = library.catalog.content_hash(article.id)
        digest.update(f"{article.id} {stored[0] if stored else ''}\n".encode())
    return QuestionSet(file, questions, digest.hexdigest())


class _Articles:
    """Finds the articles that a row means."""

    def __init__(self, library: Library) -> None:
        self._catalog = library.catalog
        self.all = self._catalog.articles()

    def of_source(self, source: str) -> frozenset[str]:
        """Those whose id, address, title or publication it is, the most exact of these first."""
        wanted = source.casefold()
        for name in ("id", "url", "title", "source"):
            found = frozenset(one.id for one in self.all if _value(one, name).casefold() == wanted)
            if found:
                return found
        return frozenset()

    def holding(self, answers: Sequence[str]) -> frozenset[str]:
        """Those whose text holds one of the answers."""
        stored = (self._catalog.article(one.id) for one in self.all)
        return frozenset(one.id for one in stored if one is not None and holds(one.text, answers))


def _value(article: ArticleSummary, name: str) -> str:
    return str(getattr(article, name) or "")


def _question(row: Mapping[str, str], where: str, articles: _Articles) -> EvalQuestion:
    text = row["question"]
    if not text:
        raise UsageError(f"{where} has no question")
    answers = tuple(part.strip() for part in row["answer"].split(_SEVERAL) if part.strip())
    day = row["day"]
    return EvalQuestion(
        id=hashlib.sha256(f"{text}\n{day}".encode()).hexdigest()[:12],
        text=text,
        as_of=_day(day, where) if day else None,
        answers=answers,
        answerable=bool(answers),
        gold_articles=_gold(row["source"], answers, where, articles),
    )


def _gold(source: str, answers: Sequence[str], where: str, articles: _Articles) -> frozenset[str]:
    if not answers:
        return frozenset()
    found = articles.of_source(source) if source else articles.holding(answers)
    if not found:
        raise UsageError(
            f"{where} expects the source {source!r}, which is no id, address, title or publication of an article in the library"
            if source
            else f"{where} expects the answer {answers[0]!r}, which no article in the library holds"
        )
    return found


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{where} has the day {text!r}, which is no date such as 2016-10-20") from error


def _refuse_repeated(questions: Sequence[EvalQuestion], file: Path) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise UsageError(f"{file} asks twice {question.text!r}; leave one of the rows out")
        seen.add(question.id)


def _rows(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """(where, the columns of interest) of each row that is not empty."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{file} cannot be read ({reason})") from error
    first = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=max(",;\t", key=first.count))
    try:
        header = next(reader, [])
        places = _places(header, file)
        for fields in reader:
            if any(field.strip() for field in fields):
                row = {
                    name: fields[place].strip() if place is not None and place < len(fields) else ""
                    for name, place in places.items()
                }
                yield f"{file}, line {reader.line_num}", row
    except csv.Error as error:
        raise UsageError(f"{file}, line {reader.line_num} is not CSV ({error})") from error


def _places(header: Sequence[str], file: Path) -> dict[str, int | None]:
    names = [" ".join(name.replace("_", " ").casefold().split()) for name in header]
    places = {
        column: next((names.index(one) for one in known if one in names), None) for column, known in _COLUMNS.items()
    }
    for column in ("question", "answer"):
        if places[column] is None:
            raise UsageError(
                f"{file} has no column {_COLUMNS[column][0]!r}; its first row names: question, expected answer, expected source"
            )
    return places
