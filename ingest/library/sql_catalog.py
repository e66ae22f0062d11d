"""What is read from any SQL database in the same words; SQLite and PostgreSQL each add how they are reached, and their full-text index."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.library.browsing import (
    NEWEST_FIRST,
    ArticleFilter,
    ArticlePage,
    DayCount,
    ListSql,
    Order,
    day_counts,
    page_of,
)
from assistant.ingest.library.catalog_contract import CatalogWrites
from assistant.ingest.library.catalog_rows import (
    ARTICLE_COLUMNS,
    SUMMARY_COLUMNS,
    ArticleRecord,
    ArticleSummary,
    PassageRecord,
    Place,
    StoredArticle,
    StoredPassage,
    article_of,
    summary_of,
)
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.sql import Row, batches, escape_like
from assistant.ingest.library.stored_sentences import StoredSentences
from assistant.ingest.near_duplicates import bands

_EVERYTHING = 2**62


class SqlCatalog(ABC):
    """The methods of `Catalog` that are the same for every SQL database. Values stand in the SQL as `?`."""

    _LIKE = "LIKE"
    """The comparison with a pattern that takes a letter for its capital."""

    _LIST_SQL: ListSql

    @abstractmethod
    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query; within `writing` or `reading`, of that transaction."""

    @abstractmethod
    def writing(self, content: bool = True) -> AbstractContextManager[CatalogWrites]:
        """See `Catalog`."""

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        rows = self._all(sql, values)
        return rows[0] if rows else None

    # Facts

    def fact(self, name: str) -> str | None:
        """A fact about the library as a whole; None where it was never set."""
        row = self._one("SELECT value FROM facts WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    def set_fact(self, name: str, value: str | int) -> None:
        """Remembers a fact about the library as a whole."""
        self.set_facts({name: value})

    def set_facts(self, facts: Mapping[str, str | int]) -> None:
        """Remembers several facts at once."""
        with self.writing(content="vectors_folder" in facts) as writes:
            writes.set_facts(facts)

    def generation(self) -> int:
        """Grows with every change; equal generations mean equal content."""
        return int(self.fact("generation") or 0)

    # Articles

    def content_hash(self, article_id: str) -> tuple[str, str] | None:
        """(content hash, origin) of a stored article; None where there is no such article."""
        row = self._one("SELECT content_hash, origin FROM articles WHERE id = ?", (article_id,))
        return None if row is None else (str(row[0]), str(row[1]))

    def article(self, article_id: str) -> Article | None:
        """A stored article; None where there is no such article."""
        row = self._one(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE a.id = ?", (article_id,))  # noqa: S608
        return None if row is None else article_of(row)

    def articles(self, limit: int | None = None, offset: int = 0, text: str | None = None) -> list[ArticleSummary]:
        """Lists articles, the newest first, undated ones last.

        Args:
            limit: At most this many; all unless given.
            offset: How many to leave out first.
            text: Only articles whose title, source or id contains it (ASCII case folded).
        """
        pattern = f"%{escape_like(text)}%" if text else "%"
        rows = self._all(
            f"SELECT {SUMMARY_COLUMNS} FROM articles "  # noqa: S608
            f"WHERE title {self._LIKE} ? ESCAPE '\\' OR source {self._LIKE} ? ESCAPE '\\' OR id {self._LIKE} ? ESCAPE '\\' "
            f"ORDER BY {NEWEST_FIRST} LIMIT ? OFFSET ?",
            (pattern, pattern, pattern, _EVERYTHING if limit is None else limit, offset),
        )
        return [summary_of(row) for row in rows]

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleSummary]:
        """See `Catalog`."""
        condition, values = within(scope)
        rows = self._all(
            f"SELECT {SUMMARY_COLUMNS} FROM articles a WHERE {condition} "  # noqa: S608
            f"ORDER BY {NEWEST_FIRST} LIMIT ?",
            (*values, limit),
        )
        return [summary_of(row) for row in rows]

    def browse(self, wanted: ArticleFilter, order: Order = "newest", limit: int = 50, offset: int = 0) -> ArticlePage:
        """See `Catalog`."""
        return page_of(self._all, self._LIST_SQL, wanted, order, limit, offset)

    def day_counts(self, wanted: ArticleFilter) -> list[DayCount]:
        """See `Catalog`."""
        return day_counts(self._all, self._LIST_SQL, wanted)

    def sources(self) -> list[tuple[str, int]]:
        """(publication, how many articles), the one with the most articles first."""
        return self._all("SELECT source, count(*) FROM articles GROUP BY source ORDER BY count(*) DESC, source")

    def first_and_last_day(self) -> tuple[date, date] | None:
        """The days of the oldest and the newest dated article; None where none is dated."""
        row = self._one("SELECT min(published_day), max(published_day) FROM articles")
        assert row is not None
        return None if row[0] is None else (date.fromordinal(row[0]), date.fromordinal(row[1]))

    def same_story(self, story: int) -> list[ArticleSummary]:
        """All articles that tell a story, the first one first."""
        rows = self._all(
            f"SELECT {SUMMARY_COLUMNS} FROM articles WHERE story = ? ORDER BY number",  # noqa: S608
            (story,),
        )
        return [summary_of(row) for row in rows]

    def copies(self, article_id: str) -> list[ArticleSummary]:
        """The other articles that tell the same story as one, the first one first."""
        row = self._one("SELECT story FROM articles WHERE id = ?", (article_id,))
        return [] if row is None else [one for one in self.same_story(row[0]) if one.id != article_id]

    # Stories

    def story_candidates(self, of: Sequence[bytes]) -> list[tuple[int, int, NDArray[np.uint32]]]:
        """(article number, story, signature) of the articles that share a band, the oldest first."""
        a_band = " OR ".join(["(b.band = ? AND b.key = ?)"] * len(of))
        rows = self._all(
            "SELECT DISTINCT a.number, a.story, a.signature FROM story_bands b JOIN articles a ON a.number = b.article "  # noqa: S608
            f"WHERE {a_band} ORDER BY a.number",
            [value for band in enumerate(of) for value in band],
        )
        return [(number, story, np.frombuffer(signature, dtype="<u4")) for number, story, signature in rows]

    # Articles with all that is stored for them

    def stored_articles(self, after: int, limit: int) -> list[StoredArticle]:
        """Articles with a number above `after`, in order, with everything that is stored for them."""
        rows = self._all(
            f"SELECT {ARTICLE_COLUMNS}, a.number, a.words, a.signature, a.added_at, "  # noqa: S608
            "(SELECT f.id FROM articles f WHERE f.story = a.story ORDER BY f.number LIMIT 1) "
            "FROM articles a WHERE a.number > ? ORDER BY a.number LIMIT ?",
            (after, limit),
        )
        packed = self._packed([row[9] for row in rows])
        return [_stored_article(row, packed[row[9]]) for row in rows]

    def _packed(self, articles: Sequence[int]) -> dict[int, list[tuple[int, int, PassageRecord]]]:
        """The passages of each article, in order: start, end, vectors."""
        found: dict[int, list[tuple[int, int, PassageRecord]]] = {number: [] for number in articles}
        for batch in batches(articles):
            marks = ",".join("?" * len(batch))
            for article, start, end, vector, *sentences in self._all(
                'SELECT p.article, p.start, p."end", v.vector, s.spans, s.scales, s.vectors FROM passages p '  # noqa: S608
                f"JOIN vectors v ON v.passage = p.number JOIN sentences s ON s.passage = p.number WHERE p.article IN ({marks}) ORDER BY p.number",
                batch,
            ):
                packed = PassageRecord(np.frombuffer(vector, dtype="<f4"), StoredSentences(*sentences))
                found[article].append((start, end, packed))
        return found

    # Passages and vectors

    def passages_of_sources(self, sources: Collection[str]) -> NDArray[np.int64]:
        """See `Catalog`."""
        condition, values = within(Scope(sources=frozenset(sources)))
        rows = self._all(
            f"SELECT p.number FROM passages p JOIN articles a ON a.number = p.article WHERE {condition} ORDER BY p.number",  # noqa: S608
            values,
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def passages(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """The passages of those numbers, in that order; those that are gone by now are left out."""
        found: dict[int, StoredPassage] = {}
        articles: dict[str, Article] = {}
        for batch in batches(list(numbers)):
            marks = ",".join("?" * len(batch))
            for row in self._all(
                f'SELECT {ARTICLE_COLUMNS}, a.story, p.number, p.start, p."end" FROM passages p JOIN articles a ON a.number = p.article '  # noqa: S608
                f"WHERE p.number IN ({marks})",
                batch,
            ):
                article = articles.setdefault(row[0], article_of(row))
                story, number, start, end = row[-4:]
                found[number] = StoredPassage(number, Passage(article.id, start, end), article, story)
        return [found[number] for number in numbers if number in found]

    def vectors(self, after: int = 0, limit: int | None = None) -> tuple[NDArray[np.int64], Vectors]:
        """The vectors of passages with a number above `after`, in order: numbers of shape (n,), vectors of shape (n, dimension)."""
        rows = self._all(
            "SELECT passage, vector FROM vectors WHERE passage > ? ORDER BY passage LIMIT ?",
            (after, _EVERYTHING if limit is None else limit),
        )
        numbers = np.array([row[0] for row in rows], dtype=np.int64)
        if not rows:
            return numbers, np.zeros((0, 0), dtype=np.float32)
        return numbers, np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)

    def vectors_of(self, numbers: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of these passages, each of shape (dimension,); those that are gone are left out."""
        found: dict[int, Vectors] = {}
        for batch in batches(numbers):
            marks = ",".join("?" * len(batch))
            rows = self._all(f"SELECT passage, vector FROM vectors WHERE passage IN ({marks})", batch)  # noqa: S608
            found.update((number, np.frombuffer(vector, dtype="<f4")) for number, vector in rows)
        return found

    def sentences_of(self, numbers: Sequence[int]) -> dict[int, StoredSentences]:
        """The sentences of these passages with their vectors; passages that are gone are left out."""
        found: dict[int, StoredSentences] = {}
        for batch in batches(numbers):
            marks = ",".join("?" * len(batch))
            rows = self._all(
                f"SELECT passage, spans, scales, vectors FROM sentences WHERE passage IN ({marks})",  # noqa: S608
                batch,
            )
            found.update((number, StoredSentences(*stored)) for number, *stored in rows)
        return found

    def days(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The day of publication (ordinal) of each passage, 0 where undated, -1 where the passage is gone."""
        days: dict[int, int] = {}
        for batch in batches([int(number) for number in numbers]):
            marks = ",".join("?" * len(batch))
            days.update(
                self._all(
                    f"SELECT p.number, coalesce(a.published_day, 0) FROM passages p JOIN articles a ON a.number = p.article "  # noqa: S608
                    f"WHERE p.number IN ({marks})",
                    batch,
                )
            )
        return np.array([days.get(int(number), -1) for number in numbers], dtype=np.int64)

    def places(self, numbers: Sequence[int]) -> dict[int, Place]:
        """Where in time, and where in its article, each passage stands, in the order of their numbers; those that are gone are left out."""
        found: dict[int, Place] = {}
        for batch in batches(sorted(numbers)):
            marks = ",".join("?" * len(batch))
            rows = self._all(
                "SELECT p.number, coalesce(a.published_day, 0), p.start FROM passages p JOIN articles a ON a.number = p.article "  # noqa: S608
                f"WHERE p.number IN ({marks}) ORDER BY p.number",
                batch,
            )
            found.update((number, Place(day, start)) for number, day, start in rows)
        return found

    def passages_after(self, number: int) -> int:
        """How many passages have a larger number."""
        row = self._one("SELECT count(*) FROM passages WHERE number > ?", (number,))
        assert row is not None
        return int(row[0])

    def passage_numbers(self, after: int = 0) -> NDArray[np.int64]:
        """The numbers of all passages above `after`, in order."""
        rows = self._all("SELECT number FROM passages WHERE number > ? ORDER BY number", (after,))
        return np.array([row[0] for row in rows], dtype=np.int64)

    def pending_removals(self) -> list[int]:
        """Passages that the vector index has still to forget."""
        return [int(row[0]) for row in self._all("SELECT passage FROM vector_removals ORDER BY passage")]

    def forget_removals(self, passages: Sequence[int]) -> None:
        """Notes that the vector index has forgotten these passages."""
        with self.writing(content=False) as writes:
            writes.forget_removals(passages)

    def _contradictions(self) -> list[str]:
        """Where its tables do not fit each other."""
        row = self._one(
            "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM vectors), (SELECT count(*) FROM sentences), "
            "(SELECT count(*) FROM passage_words), "
            "(SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.article = a.number))"
        )
        assert row is not None
        passages, vectors, sentences, words, bare = row
        # Before sentences were embedded there were none to miss.
        as_many = {passages, vectors, words} | ({sentences} if self.fact("embedded") else set())
        found = []
        if len(as_many) > 1:
            found.append(
                f"{passages} passages, but {vectors} with a vector, {sentences} with sentences and {words} full-text rows"
            )
        if bare:
            found.append(f"{bare} articles without a passage")
        return found


def within(scope: Scope) -> tuple[str, tuple[int | str, ...]]:
    """The condition on articles, called a, that a scope stands for, and its values."""
    conditions, values = ["TRUE"], list[int | str]()
    if scope.as_of is not None:
        conditions.append("(a.published_day IS NULL OR a.published_day <= ?)")
        values.append(scope.as_of.toordinal())
    if scope.sources:
        conditions.append(f"a.source IN ({','.join('?' * len(scope.sources))})")
        values.extend(sorted(scope.sources))
    return " AND ".join(conditions), tuple(values)


def _stored_article(row: Row, passages: Sequence[tuple[int, int, PassageRecord]]) -> StoredArticle:
    article = article_of(row)
    number, words, signature, added_at, story_of = row[9:]
    minhash = np.frombuffer(signature, dtype="<u4")
    slices = [Passage(article.id, start, end) for start, end, _ in passages]
    packed = [one for _, _, one in passages]
    added = datetime.fromisoformat(added_at)
    return StoredArticle(
        number, ArticleRecord(article, slices, packed, words, minhash, bands(minhash), added), story_of
    )
