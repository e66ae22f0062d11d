"""The queries on passages and their vectors that SQLite and PostgreSQL share."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.library.catalog_rows import ARTICLE_COLUMNS, PassagePosition, StoredPassage, article_of
from assistant.ingest.library.scope import Scope, scope_condition
from assistant.ingest.library.sql import Row, batches, placeholders
from assistant.ingest.library.stored_sentences import StoredSentences

NO_LIMIT = 2**62

_FIRST = "p.number = f.number"
_COLUMNS_ONCE = ARTICLE_COLUMNS.replace("a.text", f"CASE WHEN {_FIRST} THEN a.text END")
# The text of an article is read for one of its passages: a question may need hundreds of passages of one long article.
_PASSAGES = f"""
WITH
    p AS (SELECT number, article, start, "end" FROM passages WHERE number IN ({{numbers}})),
    f AS (SELECT article, MIN(number) AS number FROM p GROUP BY article)
SELECT {_COLUMNS_ONCE}, a.story, p.number, p.start, p."end", {_FIRST}
FROM p JOIN f ON f.article = p.article JOIN articles a ON a.number = p.article
"""  # noqa: S608


class SqlPassages(ABC):
    """Implements the methods of `Catalog` about passages. Placeholders in the SQL are `?`."""

    @abstractmethod
    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Returns all rows of a query, in the thread's transaction or snapshot if there is one."""

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        rows = self._all(sql, values)
        return rows[0] if rows else None

    def passages_in(self, scope: Scope) -> NDArray[np.int64]:
        """See `Catalog`."""
        condition, values = scope_condition(scope)
        rows = self._all(
            f"SELECT p.number FROM passages p JOIN articles a ON a.number = p.article WHERE {condition} ORDER BY p.number",  # noqa: S608
            values,
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def passages(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """See `Catalog`."""
        stored: dict[int, StoredPassage] = {}
        for batch in batches(list(numbers)):
            rows = self._all(_PASSAGES.format(numbers=placeholders(batch)), batch)
            articles: dict[str, Article] = {row[0]: article_of(row) for row in rows if row[-1]}
            for article_id, *_, story, number, start, end, _ in rows:
                passage = Passage(article_id, start, end)
                stored[number] = StoredPassage(number, passage, articles[article_id], story)
        return [stored[number] for number in numbers if number in stored]

    def vectors(self, after: int = 0, limit: int | None = None) -> tuple[NDArray[np.int64], Vectors]:
        """See `Catalog`."""
        rows = self._all(
            "SELECT passage, vector FROM vectors WHERE passage > ? ORDER BY passage LIMIT ?",
            (after, NO_LIMIT if limit is None else limit),
        )
        numbers = np.array([row[0] for row in rows], dtype=np.int64)
        if not rows:
            return numbers, np.zeros((0, 0), dtype=np.float32)
        return numbers, np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)

    def vectors_of(self, numbers: Sequence[int]) -> dict[int, Vectors]:
        """See `Catalog`."""
        vectors: dict[int, Vectors] = {}
        for batch in batches(numbers):
            sql = f"SELECT passage, vector FROM vectors WHERE passage IN ({placeholders(batch)})"  # noqa: S608
            vectors.update((number, np.frombuffer(vector, dtype="<f4")) for number, vector in self._all(sql, batch))
        return vectors

    def sentences_of(self, numbers: Sequence[int]) -> dict[int, StoredSentences]:
        """See `Catalog`."""
        sentences: dict[int, StoredSentences] = {}
        for batch in batches(numbers):
            sql = f"SELECT passage, spans, scales, vectors FROM sentences WHERE passage IN ({placeholders(batch)})"  # noqa: S608
            sentences.update((number, StoredSentences(*columns)) for number, *columns in self._all(sql, batch))
        return sentences

    def days(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """See `Catalog`."""
        days: dict[int, int] = {}
        for batch in batches([int(number) for number in numbers]):
            days.update(
                self._all(
                    f"SELECT p.number, coalesce(a.published_day, 0) FROM passages p JOIN articles a ON a.number = p.article "  # noqa: S608
                    f"WHERE p.number IN ({placeholders(batch)})",
                    batch,
                )
            )
        return np.array([days.get(int(number), -1) for number in numbers], dtype=np.int64)

    def passage_positions(self, numbers: Sequence[int]) -> dict[int, PassagePosition]:
        """See `Catalog`."""
        positions: dict[int, PassagePosition] = {}
        for batch in batches(sorted(numbers)):
            rows = self._all(
                "SELECT p.number, coalesce(a.published_day, 0), p.start FROM passages p JOIN articles a ON a.number = p.article "  # noqa: S608
                f"WHERE p.number IN ({placeholders(batch)}) ORDER BY p.number",
                batch,
            )
            positions.update((number, PassagePosition(day, start)) for number, day, start in rows)
        return positions

    def first_passages(self, first_day: date, last_day: date, limit: int) -> list[int]:
        """See `Catalog`."""
        first, last = (
            datetime.combine(day, moment, UTC) for day, moment in ((first_day, time.min), (last_day, time.max))
        )
        rows = self._all(
            "SELECT min(p.number) FROM articles a JOIN passages p ON p.article = a.number "
            "WHERE a.published_day BETWEEN ? AND ? OR (a.published_day IS NULL AND a.added_at BETWEEN ? AND ?) "
            "GROUP BY a.number ORDER BY a.number DESC LIMIT ?",
            (first_day.toordinal(), last_day.toordinal(), first.isoformat(), last.isoformat(), limit),
        )
        return [int(row[0]) for row in rows]

    def passages_at(self, positions: Sequence[tuple[str, int]]) -> list[int]:
        """See `Catalog`."""
        numbers: list[int] = []
        for batch in batches(positions, values_each=2):
            is_one = " OR ".join(["(a.id = ? AND p.start = ?)"] * len(batch))
            sql = f"SELECT p.number FROM passages p JOIN articles a ON a.number = p.article WHERE {is_one}"  # noqa: S608
            numbers += [int(row[0]) for row in self._all(sql, [value for position in batch for value in position])]
        return numbers

    def last_passage(self) -> int:
        """See `Catalog`."""
        row = self._one("SELECT coalesce(max(number), 0) FROM passages")
        assert row is not None
        return int(row[0])

    def passages_after(self, number: int) -> int:
        """See `Catalog`."""
        row = self._one("SELECT count(*) FROM passages WHERE number > ?", (number,))
        assert row is not None
        return int(row[0])

    def passage_numbers(self, after: int = 0) -> NDArray[np.int64]:
        """See `Catalog`."""
        rows = self._all("SELECT number FROM passages WHERE number > ? ORDER BY number", (after,))
        return np.array([row[0] for row in rows], dtype=np.int64)
