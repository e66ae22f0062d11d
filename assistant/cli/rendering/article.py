"""How articles look, to a person and to a machine."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.cli.output import Line, Piece
from assistant.cli.terminal_text import one_line, without_control_characters
from assistant.cli.rendering.answer import where_from

if TYPE_CHECKING:
    from assistant.cli.rendering.csv_table import Cell
    from assistant.ingest.article import Article
    from assistant.ingest.library import ArticleSummary

SUMMARY_COLUMNS = ("id", "published", "source", "title", "url", "words")
"""What a table of articles shows."""

_NO_DAY = "undated   "


def summary_lines(articles: "Iterable[ArticleSummary]") -> Iterator[Line]:
    """One line an article."""
    for one in articles:
        day = one.published.date().isoformat() if one.published else _NO_DAY
        yield [
            Piece(one_line(one.id), "cyan"),
            Piece(f"  {day}  {one_line(one.source)}  ", "dim"),
            Piece(one_line(one.title)),
        ]


def summary_cells(article: "ArticleSummary") -> "tuple[Cell, ...]":
    """An article's row in a table, under `SUMMARY_COLUMNS`."""
    day = article.published.date() if article.published else None
    return article.id, day, article.source, article.title, article.url, article.words


def summary_json(article: "ArticleSummary") -> dict[str, object]:
    """What a list says of an article."""
    return _with_moment_as_text(asdict(article))


def article_lines(article: "Article") -> Iterator[Line]:
    """Where it is from, then its text."""
    published = article.published.date() if article.published else None
    yield [Piece(where_from(article.title, article.source, published), "bold")]
    about = [
        ("article", article.id),
        ("by", ", ".join(article.authors)),
        ("at", article.url or ""),
        ("read from", article.origin),
    ]
    for name, value in about:
        if value:
            yield [Piece(f"{name} {one_line(value)}", "dim")]
    yield []
    for line in without_control_characters(article.text).split("\n"):
        yield [Piece(line)]


def article_json(article: "Article") -> dict[str, object]:
    """Everything about an article, its text exact."""
    return _with_moment_as_text(asdict(article))


def _with_moment_as_text(fields: dict[str, object]) -> dict[str, object]:
    published = fields["published"]
    return {**fields, "published": published.isoformat() if hasattr(published, "isoformat") else None}
