"""The table that says which articles belong to one story. It needs no write lock, as it is computed from the articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.ingest.library.catalog_contract import Catalog
from assistant.ingest.library.catalog_rows import SUMMARY_COLUMNS, ArticleSummary, summary_of
from assistant.ingest.library.sql import Row, batches, placeholders

_DATED = (
    "SELECT s.article, s.day, '', a.story, min(p.number), s.story FROM story_articles s JOIN articles a ON a.number = s.article "
    "JOIN passages p ON p.article = s.article WHERE {} GROUP BY s.article, s.day, a.story, s.story ORDER BY s.day, s.article"
)
_COLUMNS = ", ".join(f"a.{name}" for name in SUMMARY_COLUMNS.split(", "))


@dataclass(frozen=True, slots=True)
class DatedArticle:
    """An article with what stories are made from.

    Attributes:
        number: Its number in the catalog.
        day: The ordinal of the day of its publication, or of its arrival if it is undated.
        copies: Equal for near-duplicates.
        first_passage: The number of its first passage.
    """

    number: int
    day: int
    copies: int
    first_passage: int


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story.

    Attributes:
        number: Its number.
        first_day: The day of its first article.
        last_day: The day of its last article.
    """

    number: int
    first_day: date
    last_day: date


class StoryTable:
    """The stories of a library. Safe to use from several threads.

    Args:
        catalog: The library's catalog.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def ungrouped(self, limit: int) -> list[DatedArticle]:
        """Lists articles that belong to no story yet, the first stored first."""
        rows = self._catalog.query_side_tables(
            "SELECT a.number, a.published_day, a.added_at, a.story, min(p.number) FROM articles a JOIN passages p ON p.article = a.number "
            "WHERE a.number NOT IN (SELECT article FROM story_articles) "
            "GROUP BY a.number, a.published_day, a.added_at, a.story ORDER BY a.number LIMIT ?",
            (limit,),
        )
        return [_dated(row) for row in rows]

    def grouped(self, first_day: int, last_day: int) -> list[tuple[DatedArticle, int]]:
        """Lists the articles of some days (ordinals) with the numbers of their stories, the oldest first."""
        rows = self._catalog.query_side_tables(_DATED.format("s.day BETWEEN ? AND ?"), (first_day, last_day))
        return [(_dated(row), int(row[-1])) for row in rows]

    def dated_articles(self, story: int) -> list[DatedArticle]:
        """Lists the articles of a story with what stories are made from, the oldest first."""
        return [_dated(row) for row in self._catalog.query_side_tables(_DATED.format("s.story = ?"), (story,))]

    def assign(self, articles: Sequence[tuple[DatedArticle, int]]) -> None:
        """Notes the stories of articles, in one transaction; leaves out those that were removed, or grouped by another process, meanwhile."""
        with self._catalog.side_tables() as run:
            for article, story in articles:
                run(
                    "INSERT INTO story_articles (article, story, day) SELECT number, ?, ? FROM articles WHERE number = ? "
                    "ON CONFLICT (article) DO NOTHING",
                    (story, article.day, article.number),
                )

    def forget(self) -> None:
        """Forgets all stories, so that they are made again."""
        with self._catalog.side_tables() as run:
            run("DELETE FROM story_articles", ())

    def story_of(self, article_id: str) -> int | None:
        """Returns the number of an article's story; None if it has none or there is no such article."""
        sql = "SELECT s.story FROM story_articles s JOIN articles a ON a.number = s.article WHERE a.id = ?"
        rows = self._catalog.query_side_tables(sql, (article_id,))
        return int(rows[0][0]) if rows else None

    def stories(self, limit: int, offset: int, min_articles: int) -> list[StoryRow]:
        """Lists the stories with enough articles, those with the newest articles first."""
        rows = self._catalog.query_side_tables(
            "SELECT story, min(day), max(day) FROM story_articles GROUP BY story HAVING count(*) >= ? "
            "ORDER BY max(day) DESC, count(*) DESC, story LIMIT ? OFFSET ?",
            (min_articles, limit, offset),
        )
        return [_story(row) for row in rows]

    def story(self, number: int) -> StoryRow | None:
        """Returns one story; None if it has no articles any more."""
        rows = self._catalog.query_side_tables(
            "SELECT story, min(day), max(day) FROM story_articles WHERE story = ? GROUP BY story",
            (number,),
        )
        return _story(rows[0]) if rows else None

    def count(self, min_articles: int) -> int:
        """Counts the stories with enough articles."""
        sql = "SELECT count(*) FROM (SELECT story FROM story_articles GROUP BY story HAVING count(*) >= ?) AS counted"
        return int(self._catalog.query_side_tables(sql, (min_articles,))[0][0])

    def articles(self, story: int) -> list[ArticleSummary]:
        """Lists the articles of a story, the oldest first."""
        rows = self._catalog.query_side_tables(
            f"SELECT {_COLUMNS} FROM story_articles s JOIN articles a ON a.number = s.article WHERE s.story = ? "  # noqa: S608  # a constant
            "ORDER BY s.day, a.published, a.number",
            (story,),
        )
        return [summary_of(row) for row in rows]

    def stories_of(self, article_ids: Sequence[str]) -> dict[str, int]:
        """Returns the numbers of the stories of articles; those without one are left out."""
        found: dict[str, int] = {}
        for batch in batches(article_ids):
            found.update(
                self._catalog.query_side_tables(
                    "SELECT a.id, s.story FROM story_articles s JOIN articles a ON a.number = s.article "  # noqa: S608  # question marks
                    f"WHERE a.id IN ({placeholders(batch)})",
                    batch,
                )
            )
        return found


def _dated(row: Row) -> DatedArticle:
    number, day, added_at, copies, passage = row[:5]
    if day is None:
        day = datetime.fromisoformat(added_at).date().toordinal()
    return DatedArticle(int(number), int(day), int(copies), int(passage))


def _story(row: Row) -> StoryRow:
    number, first, last = row
    return StoryRow(int(number), date.fromordinal(first), date.fromordinal(last))
