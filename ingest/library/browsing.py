"""Lists articles by words, sources and days, in a chosen order, and counts them per day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from assistant.ingest.language.tokens import tokenize
from assistant.ingest.library.catalog_rows import SUMMARY_COLUMNS, ArticleSummary, summary_of
from assistant.ingest.library.sql import RunQuery

Order = Literal["newest", "oldest", "title", "source"]
ORDERS: tuple[Order, ...] = get_args(Order)

NEWEST_FIRST = "published_day DESC NULLS LAST, published DESC NULLS LAST, number DESC"
"""The order of an index in both databases, so that nothing has to be sorted."""

_MAX_TERMS = 16
_ORDER_SQL: Mapping[Order, str] = {
    "newest": NEWEST_FIRST,
    "oldest": "published_day NULLS LAST, published, number",
    "title": "{title}, number",
    "source": f"lower(source), {NEWEST_FIRST}",
}


@dataclass(frozen=True, slots=True)
class ListSql:
    """The parts of a list's SQL that differ between databases.

    Attributes:
        has_word: The condition that an article or its source contains a word; its values are a full-text query, and a pattern.
        title: The expression that titles are sorted by, ignoring case.
    """

    has_word: str
    title: str


MatchWord = Callable[[str, bool], str]
"""Makes a full-text query of a word; the second argument says whether it is a prefix."""


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Selects articles; all of them by default.

    Attributes:
        words: The article, its title or its source contains each word; the last one may be a prefix of two letters or more.
        sources: The publications, exactly as they are named; all if empty.
        first_day: Not before this day; undated articles are left out.
        last_day: Not after this day; undated articles are left out.
        story: The number of the story (see `StoryTable`); all if None.
    """

    words: str = ""
    sources: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    story: int | None = None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of a list of articles.

    Attributes:
        articles: The articles of this page, in order.
        total: The number of articles on all pages.
    """

    articles: tuple[ArticleSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """The number of dated articles of a source on a day."""

    day: date
    source: str
    articles: int


def page_of(
    run_query: RunQuery,
    sql: ListSql,
    match_word: MatchWord,
    article_filter: ArticleFilter,
    order: Order,
    limit: int,
    offset: int,
) -> ArticlePage:
    """Returns one page of articles; takes the order from an index, and reads only the articles of this page."""
    condition, values = _condition(article_filter, sql, match_word)
    order_by = _ORDER_SQL[order].format(title=sql.title)
    numbers = f"SELECT number FROM articles WHERE {condition} ORDER BY {order_by} LIMIT ? OFFSET ?"  # noqa: S608  # parts are constants
    rows = run_query(
        f"SELECT {SUMMARY_COLUMNS} FROM articles WHERE number IN ({numbers}) ORDER BY {order_by}",  # noqa: S608
        [*values, limit, offset],
    )
    ((total,),) = run_query(f"SELECT count(*) FROM articles WHERE {condition}", values)  # noqa: S608
    return ArticlePage(tuple(summary_of(row) for row in rows), int(total))


def day_counts(
    run_query: RunQuery, sql: ListSql, match_word: MatchWord, article_filter: ArticleFilter
) -> list[DayCount]:
    """Counts articles by day and source, in the order of the days; undated ones are not counted."""
    condition, values = _condition(article_filter, sql, match_word)
    rows = run_query(
        f"SELECT published_day, source, count(*) FROM articles WHERE published_day IS NOT NULL AND {condition} "  # noqa: S608
        "GROUP BY source, published_day ORDER BY published_day, source",
        values,
    )
    return [DayCount(date.fromordinal(day), source, count) for day, source, count in rows]


def _condition(article_filter: ArticleFilter, sql: ListSql, match_word: MatchWord) -> tuple[str, list[Any]]:
    """Returns the condition of the WHERE clause, and the values of its question marks."""
    parts, values = _word_conditions(article_filter.words, sql, match_word)
    if article_filter.sources:
        parts.append(f"source IN ({', '.join('?' * len(article_filter.sources))})")
        values.extend(article_filter.sources)
    if article_filter.first_day is not None:
        parts.append("published_day >= ?")
        values.append(article_filter.first_day.toordinal())
    if article_filter.last_day is not None:
        parts.append("published_day <= ?")
        values.append(article_filter.last_day.toordinal())
    if article_filter.story is not None:
        parts.append("number IN (SELECT article FROM story_articles WHERE story = ?)")
        values.append(article_filter.story)
    return " AND ".join(parts) or "1 = 1", values


def _word_conditions(words: str, sql: ListSql, match_word: MatchWord) -> tuple[list[str], list[Any]]:
    terms = tokenize(words)[:_MAX_TERMS]
    if words.strip() and not terms:
        return ["1 = 0"], []  # nothing matches punctuation alone
    values: list[Any] = []
    for index, term in enumerate(terms):
        is_prefix = index == len(terms) - 1 and len(term) > 1
        values += [match_word(term, is_prefix), f"%{term}%"]
    return [sql.has_word] * len(terms), values
