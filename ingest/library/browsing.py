"""The library as a list: which articles have these words, sources and days, in which order; and how many on each day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from assistant.ingest.language.tokens import tokenize
from assistant.ingest.library.catalog_rows import SUMMARY_COLUMNS, ArticleSummary, summary_of
from assistant.ingest.library.sql import Row

Order = Literal["newest", "oldest", "title", "source"]
ORDERS: tuple[Order, ...] = get_args(Order)

Read = Callable[[str, Sequence[Any]], list[Row]]
"""Runs a query with values for its question marks."""

NEWEST_FIRST = "published_day DESC NULLS LAST, published DESC NULLS LAST, number DESC"
"""The order that an index of either database has: nothing is sorted."""

_MOST_TERMS = 16
_ORDER_SQL: Mapping[Order, str] = {
    "newest": NEWEST_FIRST,
    "oldest": "published_day NULLS LAST, published, number",
    "title": "{title}, number",
    "source": f"lower(source), {NEWEST_FIRST}",
}


@dataclass(frozen=True, slots=True)
class ListSql:
    """What a list asks for in each database's own words.

    Attributes:
        has_word: The condition that an article has a word, or its source; its values are what `match` gives, and a pattern.
        match: A term as a full-text query, from the term and whether it may be the beginning of a word.
        title: What a title is sorted by, letters and capitals as one.
    """

    has_word: str
    match: Callable[[str, bool], str]
    title: str


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles are meant; all of them unless said otherwise.

    Attributes:
        words: Each must stand in the article, its title or its source; the last may be the beginning of a word, from two letters on.
        sources: The publications, exactly as they are named; empty for all.
        first_day: Not before this day; undated articles are left out.
        last_day: Not after this day; undated articles are left out.
    """

    words: str = ""
    sources: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some of the articles that were asked for.

    Attributes:
        articles: Those of this page, in order.
        total: How many there are on all pages.
    """

    articles: tuple[ArticleSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many dated articles a source has on a day."""

    day: date
    source: str
    articles: int


def page_of(read: Read, sql: ListSql, wanted: ArticleFilter, order: Order, limit: int, offset: int) -> ArticlePage:
    """One page of the articles; the order is found in an index, and only the page's own articles are read."""
    where, values = _condition(wanted, sql)
    by = _ORDER_SQL[order].format(title=sql.title)
    numbers = f"SELECT number FROM articles WHERE {where} ORDER BY {by} LIMIT ? OFFSET ?"  # noqa: S608  # parts are constants
    rows = read(
        f"SELECT {SUMMARY_COLUMNS} FROM articles WHERE number IN ({numbers}) ORDER BY {by}",  # noqa: S608
        [*values, limit, offset],
    )
    ((total,),) = read(f"SELECT count(*) FROM articles WHERE {where}", values)  # noqa: S608
    return ArticlePage(tuple(summary_of(row) for row in rows), int(total))


def day_counts(read: Read, sql: ListSql, wanted: ArticleFilter) -> list[DayCount]:
    """How many of the articles each source has on each day, in the order of the days; undated ones are not counted."""
    where, values = _condition(wanted, sql)
    rows = read(
        f"SELECT published_day, source, count(*) FROM articles WHERE published_day IS NOT NULL AND {where} "  # noqa: S608
        "GROUP BY source, published_day ORDER BY published_day, source",
        values,
    )
    return [DayCount(date.fromordinal(day), source, count) for day, source, count in rows]


def _condition(wanted: ArticleFilter, sql: ListSql) -> tuple[str, list[Any]]:
    """What stands after WHERE, and the values for its question marks."""
    parts, values = _has_words(wanted.words, sql)
    if wanted.sources:
        parts.append(f"source IN ({', '.join('?' * len(wanted.sources))})")
        values.extend(wanted.sources)
    if wanted.first_day is not None:
        parts.append("published_day >= ?")
        values.append(wanted.first_day.toordinal())
    if wanted.last_day is not None:
        parts.append("published_day <= ?")
        values.append(wanted.last_day.toordinal())
    return " AND ".join(parts) or "1 = 1", values


def _has_words(words: str, sql: ListSql) -> tuple[list[str], list[Any]]:
    found = tokenize(words)[:_MOST_TERMS]
    if words.strip() and not found:
        return ["1 = 0"], []  # nothing but punctuation stands nowhere
    values: list[Any] = []
    for place, term in enumerate(found):
        may_begin = place == len(found) - 1 and len(term) > 1
        values += [sql.match(term, may_begin), f"%{term}%"]
    return [sql.has_word] * len(found), values
