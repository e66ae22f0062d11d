"""Articles as lines for a terminal, as JSON and as rows of a table."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.rendering.answer import article_line
from assistant.cli.terminal_text import one_line, without_control_characters

if TYPE_CHECKING:
    from assistant.cli.rendering.csv_table import CsvCell
    from assistant.ingest.article import Article
    from assistant.ingest.library import ArticleSummary

SUMMARY_COLUMNS = ("id", "published", "source", "title", "url", "words", "language")
"""The columns of a table of articles."""

_NO_DATE = "undated   "


def summary_lines(articles: "Iterable[ArticleSummary]") -> Iterator[Line]:
    """Yields one line per article: id, day, publication and title."""
    for article in articles:
        day = article.published.date().isoformat() if article.published else _NO_DATE
        yield [
            StyledText(one_line(article.id), "cyan"),
            StyledText(f"  {day}  {one_line(article.source)}  ", "dim"),
            StyledText(one_line(article.title)),
        ]


def summary_cells(article: "ArticleSummary") -> "tuple[CsvCell, ...]":
    """Returns an article's row of a table with `SUMMARY_COLUMNS`."""
    day = article.published.date() if article.published else None
    return article.id, day, article.source, article.title, article.url, article.words, article.language


def summary_json(article: "ArticleSummary") -> dict[str, object]:
    """Returns an entry of the list of articles."""
    return _with_iso_date(asdict(article))


def article_lines(article: "Article") -> Iterator[Line]:
    """Yields the article's metadata, then its text."""
    published = article.published.date() if article.published else None
    yield [StyledText(article_line(article.title, article.source, published), "bold")]
    metadata = [
        ("article", article.id),
        ("by", ", ".join(article.authors)),
        ("at", article.url or ""),
        ("language", article.language or ""),
        ("read from", article.origin),
    ]
    for name, value in metadata:
        if value:
            yield [StyledText(f"{name} {one_line(value)}", "dim")]
    yield []
    for line in without_control_characters(article.text).split("\n"):
        yield [StyledText(line)]


def article_json(article: "Article") -> dict[str, object]:
    """Returns all fields of an article, with its exact text."""
    return _with_iso_date(asdict(article))


def _with_iso_date(fields: dict[str, object]) -> dict[str, object]:
    published = fields["published"]
    return {**fields, "published": published.isoformat() if hasattr(published, "isoformat") else None}
