"""The queries that SQLite and PostgreSQL share; each adds its connections and its full-text index."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article, Passage
from assistant.ingest.errors import LibraryError
from assistant.ingest.language.languages import primary_tag
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
    ARTICLE_WIDTH,
    SUMMARY_COLUMNS,
    ArticleRecord,
    ArticleSummary,
    PassageRecord,
    StoredArticle,
    article_of,
    summary_of,
)
from assistant.ingest.library.editions import Edition, StoredEdition, editions_of, restored, stored_editions
from assistant.ingest.library.scope import EVERYTHING, Scope, scope_condition
from assistant.ingest.library.search_terms import CURRENT, SearchTerms
from assistant.ingest.library.sql import Row, batches, escape_like, placeholders
from assistant.ingest.library.sql_passages import NO_LIMIT, SqlPassages
from assistant.ingest.library.stored_sentences import StoredSentences
from assistant.ingest.near_duplicates import bands as bands_of

_MIN_LANGUAGE_SHARE = 0.02  # of the articles, for questions to be stemmed in that language too


class SqlCatalog(SqlPassages):
    """Implements the methods of `Catalog` that are the same for every SQL database. Placeholders in the SQL are `?`."""

    _LIKE = "LIKE"
    """The case-insensitive comparison with a pattern."""

    _LIST_SQL: ListSql

    def __init__(self) -> None:
        self._search_terms = (-1, SearchTerms())  # the generation, and the terms

    @abstractmethod
    def counts(self) -> tuple[int, int]:
        """See `Catalog`."""

    @abstractmethod
    def _list_query(self, word: str, is_prefix: bool) -> str:
        """Makes a full-text query of a word of `ArticleFilter`; see `MatchWord`."""

    @abstractmethod
    def transaction(self, changes_content: bool = True) -> AbstractContextManager[CatalogWrites]:
        """See `Catalog`."""

    def query_side_tables(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """See `Catalog`."""
        return self._all(sql, values)

    # Metadata

    def metadata(self, name: str) -> str | None:
        """See `Catalog`."""
        row = self._one("SELECT value FROM facts WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    def set_metadata(self, values: Mapping[str, str | int], changes_content: bool = False) -> None:
        """See `Catalog`."""
        with self.transaction(changes_content) as writes:
            writes.set_metadata(values)

    def generation(self) -> int:
        """See `Catalog`."""
        return int(self.metadata("generation") or 0)

    # Languages

    def languages(self) -> dict[str | None, int]:
        """See `Catalog`."""
        rows = self._all("SELECT language, count(*) FROM articles GROUP BY language ORDER BY count(*) DESC, language")
        return dict(rows)

    def search_terms(self) -> SearchTerms:
        """See `Catalog`."""
        generation = self.generation()
        if self._search_terms[0] != generation:
            by_language = self.metadata("terms") == CURRENT or not self.counts()[1]
            counts = self.languages()
            least = _MIN_LANGUAGE_SHARE * sum(counts.values())
            tags = dict.fromkeys(primary_tag(tag) for tag, count in counts.items() if count >= least)
            self._search_terms = generation, SearchTerms(tuple(tags), by_language)
        return self._search_terms[1]

    # Articles

    def content_hash(self, article_id: str) -> tuple[str, str] | None:
        """See `Catalog`."""
        row = self._one("SELECT content_hash, origin FROM articles WHERE id = ?", (article_id,))
        return None if row is None else (str(row[0]), str(row[1]))

    def article(self, article_id: str) -> Article | None:
        """See `Catalog`."""
        row = self._one(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE a.id = ?", (article_id,))  # noqa: S608
        return None if row is None else article_of(row)

    def editions(self, article_id: str) -> list[Edition]:
        """See `Catalog`."""
        row = self._one(f"SELECT {ARTICLE_COLUMNS}, a.added_at FROM articles a WHERE a.id = ?", (article_id,))  # noqa: S608
        if row is None:
            return []
        with _damaged_editions():
            return editions_of(self._all, article_of(row), datetime.fromisoformat(row[-1]))

    def edited(self, article_ids: Sequence[str]) -> set[str]:
        """See `Catalog`."""
        edited: set[str] = set()
        for batch in batches(sorted(article_ids)):
            sql = f"SELECT DISTINCT article FROM editions WHERE article IN ({placeholders(batch)})"  # noqa: S608
            edited.update(str(row[0]) for row in self._all(sql, batch))
        return edited

    def edition(self, article_id: str, edition: str) -> Article | None:
        """See `Catalog`."""
        newest = self.article(article_id)
        if newest is None or newest.edition == edition:
            return newest
        stored = stored_editions(self._all, article_id)
        if not any(earlier.content_hash.startswith(edition) for earlier in stored):
            return None
        with _damaged_editions():
            articles = (earlier.article for earlier in restored(stored, newest))
            return next((article for article in articles if article.edition == edition), None)

    def articles(self, limit: int | None = None, offset: int = 0, text: str | None = None) -> list[ArticleSummary]:
        """See `Catalog`."""
        pattern = f"%{escape_like(text)}%" if text else "%"
        rows = self._all(
            f"SELECT {SUMMARY_COLUMNS} FROM articles "  # noqa: S608
            f"WHERE title {self._LIKE} ? ESCAPE '\\' OR source {self._LIKE} ? ESCAPE '\\' OR id {self._LIKE} ? ESCAPE '\\' "
            f"ORDER BY {NEWEST_FIRST} LIMIT ? OFFSET ?",
            (pattern, pattern, pattern, NO_LIMIT if limit is None else limit, offset),
        )
        return [summary_of(row) for row in rows]

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleSummary]:
        """See `Catalog`."""
        condition, values = scope_condition(scope)
        rows = self._all(
            f"SELECT {SUMMARY_COLUMNS} FROM articles a WHERE {condition} ORDER BY {NEWEST_FIRST} LIMIT ?",  # noqa: S608
            (*values, limit),
        )
        return [summary_of(row) for row in rows]

    def browse(
        self, article_filter: ArticleFilter, order: Order = "newest", limit: int = 50, offset: int = 0
    ) -> ArticlePage:
        """See `Catalog`."""
        return page_of(self._all, self._LIST_SQL, self._list_query, article_filter, order, limit, offset)

    def day_counts(self, article_filter: ArticleFilter) -> list[DayCount]:
        """See `Catalog`."""
        return day_counts(self._all, self._LIST_SQL, self._list_query, article_filter)

    def sources(self) -> list[tuple[str, int]]:
        """See `Catalog`."""
        return self._all("SELECT source, count(*) FROM articles GROUP BY source ORDER BY count(*) DESC, source")

    def first_and_last_day(self) -> tuple[date, date] | None:
        """See `Catalog`."""
        row = self._one("SELECT min(published_day), max(published_day) FROM articles")
        assert row is not None
        return None if row[0] is None else (date.fromordinal(row[0]), date.fromordinal(row[1]))

    def articles_of_story(self, story: int) -> list[ArticleSummary]:
        """See `Catalog`."""
        sql = f"SELECT {SUMMARY_COLUMNS} FROM articles WHERE story = ? ORDER BY number"  # noqa: S608
        return [summary_of(row) for row in self._all(sql, (story,))]

    def copies(self, article_id: str) -> list[ArticleSummary]:
        """See `Catalog`."""
        row = self._one("SELECT story FROM articles WHERE id = ?", (article_id,))
        if row is None:
            return []
        return [article for article in self.articles_of_story(row[0]) if article.id != article_id]

    def near_duplicate_candidates(self, bands: Sequence[bytes]) -> list[tuple[int, int, NDArray[np.uint32]]]:
        """See `Catalog`."""
        shares_band = " OR ".join(["(b.band = ? AND b.key = ?)"] * len(bands))
        rows = self._all(
            "SELECT DISTINCT a.number, a.story, a.signature FROM story_bands b JOIN articles a ON a.number = b.article "  # noqa: S608
            f"WHERE {shares_band} ORDER BY a.number",
            [value for band in enumerate(bands) for value in band],
        )
        return [(number, story, np.frombuffer(signature, dtype="<u4")) for number, story, signature in rows]

    def stored_articles(self, after: int, limit: int) -> list[StoredArticle]:
        """See `Catalog`."""
        rows = self._all(
            f"SELECT {ARTICLE_COLUMNS}, a.number, a.words, a.signature, a.added_at, "  # noqa: S608
            "(SELECT f.id FROM articles f WHERE f.story = a.story ORDER BY f.number LIMIT 1) "
            "FROM articles a WHERE a.number > ? ORDER BY a.number LIMIT ?",
            (after, limit),
        )
        passages = self._passage_records([row[ARTICLE_WIDTH] for row in rows])
        return [_stored_article(row, passages[row[ARTICLE_WIDTH]], stored_editions(self._all, row[0])) for row in rows]

    def _passage_records(self, articles: Sequence[int]) -> dict[int, list[tuple[int, int, PassageRecord]]]:
        """Returns the passages of each article, in order: start, end, record."""
        by_article: dict[int, list[tuple[int, int, PassageRecord]]] = {number: [] for number in articles}
        for batch in batches(articles):
            for article, start, end, vector, *sentences in self._all(
                'SELECT p.article, p.start, p."end", v.vector, s.spans, s.scales, s.vectors FROM passages p '  # noqa: S608
                "JOIN vectors v ON v.passage = p.number JOIN sentences s ON s.passage = p.number "
                f"WHERE p.article IN ({placeholders(batch)}) ORDER BY p.number",
                batch,
            ):
                record = PassageRecord(np.frombuffer(vector, dtype="<f4"), StoredSentences(*sentences))
                by_article[article].append((start, end, record))
        return by_article

    # Removals from the vector index

    def pending_removals(self) -> list[int]:
        """See `Catalog`."""
        return [int(row[0]) for row in self._all("SELECT passage FROM vector_removals ORDER BY passage")]

    def forget_removals(self, passages: Sequence[int]) -> None:
        """See `Catalog`."""
        with self.transaction(changes_content=False) as writes:
            writes.forget_removals(passages)

    def _inconsistencies(self) -> list[str]:
        """Lists the tables that do not match each other."""
        row = self._one(
            "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM vectors), (SELECT count(*) FROM sentences), "
            "(SELECT count(*) FROM passage_words), "
            "(SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.article = a.number)), "
            "(SELECT count(*) FROM editions e WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = e.article))"
        )
        assert row is not None
        passages, vectors, sentences, indexed, without_passages, without_article = row
        # The first version of this program stored no sentences.
        counts = {passages, vectors, indexed} | ({sentences} if self.metadata("embedded") else set())
        problems = []
        if len(counts) > 1:
            problems.append(
                f"{passages} passages, but {vectors} with a vector, {sentences} with sentences and {indexed} full-text rows"
            )
        if without_passages:
            problems.append(f"{without_passages} articles without a passage")
        if without_article:
            problems.append(f"{without_article} earlier editions of articles that are not there")
        return problems


@contextmanager
def _damaged_editions() -> Iterator[None]:
    """Raises a `LibraryError` for an edition that cannot be restored."""
    try:
        yield
    except ValueError as error:
        raise LibraryError(f"{error}; restore the library from a backup") from error


def _stored_article(
    row: Row, passages: Sequence[tuple[int, int, PassageRecord]], editions: Sequence[StoredEdition]
) -> StoredArticle:
    article = article_of(row)
    number, words, signature, added_at, story_of = row[ARTICLE_WIDTH:]
    minhash = np.frombuffer(signature, dtype="<u4")
    record = ArticleRecord(
        article,
        [Passage(article.id, start, end) for start, end, _ in passages],
        [record for _, _, record in passages],
        words,
        minhash,
        bands_of(minhash),
        datetime.fromisoformat(added_at),
    )
    return StoredArticle(number, record, story_of, tuple(editions))
