"""The catalog: one SQLite file that holds articles, passages, vectors and the full-text index. It is the source of truth."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import LibraryError
from assistant.ingest.library.catalog_rows import (
    ARTICLE_COLUMNS,
    SUMMARY_COLUMNS,
    ArticleSummary,
    Place,
    Row,
    StoredPassage,
    article_of,
    summary_of,
)
from assistant.ingest.library.schema import migrate
from assistant.ingest.library.stored_sentences import StoredSentences

_SQL_VARIABLES = 900
_DATED = 4  # times as many as are wanted are looked up at first, for those that are too late
_MOST_TERMS = 10_000

T = TypeVar("T")


@dataclass(slots=True)
class _Counted:
    """What takes long to count in a large library, as of a generation.

    Attributes:
        generation: The generation.
        counts: (articles, passages); None until it is asked for.
        frequencies: In how many passages terms occur, 0 included.
    """

    generation: int
    counts: tuple[int, int] | None = None
    frequencies: dict[str, int] = field(default_factory=dict)


class Catalog:
    """Reads from any thread; writes only within `writing()`, by whoever holds the library's write lock."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._open_lock = threading.Lock()
        self._last_counted = _Counted(-1)
        with _reported(file):
            migrate(self._connection())

    @contextmanager
    def writing(self, content: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it becomes visible at once, or, on any error, nothing.

        Args:
            content: Whether what readers find changes by it; then the generation grows.

        Raises:
            LibraryError: If the disk is full or the file cannot be written.
        """
        connection = self._connection()
        with _reported(self._file):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                if content:
                    connection.execute("UPDATE facts SET value = value + 1 WHERE name = 'generation'")
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._open_lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()

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
        with self.writing(content="vectors_folder" in facts) as connection:
            connection.executemany("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", list(facts.items()))

    def generation(self) -> int:
        """Grows with every change; equal generations mean equal content."""
        return int(self.fact("generation") or 0)

    def counts(self) -> tuple[int, int]:
        """(articles, passages)."""
        known = self._counted()
        if known.counts is None:
            row = self._one("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
            assert row is not None
            known.counts = int(row[0]), int(row[1])
        return known.counts

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
        pattern = f"%{_escape_like(text)}%" if text else "%"
        rows = self._all(
            f"SELECT {SUMMARY_COLUMNS} FROM articles "  # noqa: S608
            "WHERE title LIKE :p ESCAPE '\\' OR source LIKE :p ESCAPE '\\' OR id LIKE :p ESCAPE '\\' "
            "ORDER BY published_day DESC, published DESC, number DESC LIMIT :n OFFSET :o",
            {"p": pattern, "n": -1 if limit is None else limit, "o": offset},
        )
        return [summary_of(row) for row in rows]

    def newest(self, limit: int, as_of: date) -> list[ArticleSummary]:
        """The newest articles of a day or earlier, undated ones last."""
        rows = self._all(
            f"SELECT {SUMMARY_COLUMNS} FROM articles WHERE +published_day IS NULL OR +published_day <= ? "  # noqa: S608  # in the order of its index: no sorting
            "ORDER BY published_day DESC, published DESC, number DESC LIMIT ?",
            (as_of.toordinal(), limit),
        )
        return [summary_of(row) for row in rows]

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

    # Stories

    def story_candidates(self, bands: Sequence[bytes]) -> list[tuple[int, int, NDArray[np.uint32]]]:
        """(article number, story, signature) of the articles that share a band, the oldest first."""
        found: dict[int, tuple[int, int, NDArray[np.uint32]]] = {}
        for band, key in enumerate(bands):
            for number, story, signature in self._all(
                "SELECT a.number, a.story, a.signature FROM story_bands b JOIN articles a ON a.number = b.article WHERE b.band = ? AND b.key = ?",
                (band, key),
            ):
                found[number] = (number, story, np.frombuffer(signature, dtype="<u4"))
        return [found[number] for number in sorted(found)]

    # Passages and vectors

    def search_words(self, query: str, limit: int, as_of: date | None = None) -> list[tuple[int, float]]:
        """BM25 over title and body, the title counting twice.

        Args:
            query: An FTS5 query.
            limit: At most this many.
            as_of: Only articles of this day or earlier, and undated ones.

        Returns:
            (passage number, score), best first; a larger score is better.
        """
        best = (
            "SELECT rowid, bm25(passage_words, 2.0, 1.0) AS score FROM passage_words WHERE passage_words MATCH :q "
            "ORDER BY score LIMIT :n"
        )
        if as_of is None:
            return _scored(self._all(best, {"q": query, "n": limit}))
        # Of the best most are early enough, as a rule; to look up the day of all that match would take longer than the search.
        found = _scored(self._all(best, {"q": query, "n": _DATED * limit}))
        early = list(islice(self._until(found, as_of), limit))
        if len(early) == limit or len(found) < _DATED * limit:
            return early
        return list(islice(self._until(_scored(self._all(best, {"q": query, "n": -1})), as_of), limit))

    def _until(self, found: Sequence[tuple[int, float]], as_of: date) -> Iterator[tuple[int, float]]:
        """Those of the articles of this day or earlier, and of undated ones; looked up as they are asked for."""
        for batch in _batches(found):
            days = self.days(np.array([number for number, _ in batch], dtype=np.int64))
            yield from (one for one, day in zip(batch, days.tolist(), strict=True) if 0 <= day <= as_of.toordinal())

    def score_words(self, query: str, numbers: Sequence[int]) -> dict[int, float]:
        """What `search_words` would give these passages for a query; those that do not match it are left out."""
        rows = self._all(
            "SELECT rowid, bm25(passage_words, 2.0, 1.0) FROM passage_words WHERE passage_words MATCH ? "
            "AND +rowid IN (SELECT value FROM json_each(?))",  # the plus: to look each of them up by itself takes a hundred times longer
            (query, json.dumps(list(numbers))),
        )
        return dict(_scored(rows))

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        wanted = set(stems)
        known = self._counted().frequencies
        for batch in _batches(sorted(wanted - known.keys())):
            marks = ",".join("?" * len(batch))
            sql = f"SELECT term, doc FROM passage_terms WHERE term IN ({marks})"  # noqa: S608
            rows: dict[str, int] = dict(self._all(sql, batch))
            known.update({term: rows.get(term, 0) for term in batch})
        return {term: known[term] for term in wanted if known[term]}

    def passages(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """The passages of those numbers, in that order; those that are gone by now are left out."""
        found: dict[int, StoredPassage] = {}
        articles: dict[str, Article] = {}
        for batch in _batches(list(numbers)):
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
            (after, -1 if limit is None else limit),
        )
        numbers = np.array([row[0] for row in rows], dtype=np.int64)
        if not rows:
            return numbers, np.zeros((0, 0), dtype=np.float32)
        return numbers, np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)

    def vectors_of(self, numbers: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of these passages, each of shape (dimension,); those that are gone are left out."""
        found: dict[int, Vectors] = {}
        for batch in _batches(numbers):
            marks = ",".join("?" * len(batch))
            rows = self._all(f"SELECT passage, vector FROM vectors WHERE passage IN ({marks})", batch)  # noqa: S608
            found.update((number, np.frombuffer(vector, dtype="<f4")) for number, vector in rows)
        return found

    def sentences_of(self, numbers: Sequence[int]) -> dict[int, StoredSentences]:
        """The sentences of these passages with their vectors; passages that are gone are left out."""
        found: dict[int, StoredSentences] = {}
        for batch in _batches(numbers):
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
        for batch in _batches([int(number) for number in numbers]):
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
        for batch in _batches(sorted(numbers)):
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
        with self.writing(content=False) as connection:
            connection.executemany("DELETE FROM vector_removals WHERE passage = ?", [(number,) for number in passages])

    def problems(self) -> list[str]:
        """What SQLite's own checks and the foreign keys find wrong; empty where all is well."""
        found = [str(row[0]) for row in self._all("PRAGMA quick_check(5)") if row[0] != "ok"]
        found += [f"a row of {row[0]} points at nothing" for row in self._all("PRAGMA foreign_key_check")]
        row = self._one(
            "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM vectors), (SELECT count(*) FROM sentences), "
            "(SELECT count(*) FROM passage_words), "
            "(SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.article = a.number))"
        )
        assert row is not None
        passages, vectors, sentences, words, bare = row
        # Before sentences were embedded there were none to miss.
        as_many = {passages, vectors, words} | ({sentences} if self.fact("embedded") else set())
        if len(as_many) > 1:
            found.append(
                f"{passages} passages, but {vectors} with a vector, {sentences} with sentences and {words} full-text rows"
            )
        if bare:
            found.append(f"{bare} articles without a passage")
        return found

    def _counted(self) -> _Counted:
        """What has been counted since the library last changed."""
        generation = self.generation()
        if self._last_counted.generation != generation or len(self._last_counted.frequencies) > _MOST_TERMS:
            self._last_counted = _Counted(generation)
        return self._last_counted

    # SQLite

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with _reported(self._file):
                connection = _connect(self._file)
            self._local.connection = connection
            with self._open_lock:
                self._open.append(connection)
        return connection

    def _all(self, sql: str, values: Sequence[object] | dict[str, Any] = ()) -> list[Row]:
        with _reported(self._file):
            return self._connection().execute(sql, values).fetchall()

    def _one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        rows = self._all(sql, values)
        return rows[0] if rows else None


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=60, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32000")
    return connection


@contextmanager
def _reported(file: Path) -> Iterator[None]:
    """SQLite's errors in the words of the product."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise LibraryError(
                f"the disk under {file} is full or failing ({error}); what was finished is safe: free some space and run it again"
            ) from error
        raise LibraryError(
            f"the library's catalog {file} cannot be used ({error}); check that the folder can be read and written"
        ) from error
    except sqlite3.DatabaseError as error:
        raise LibraryError(
            f"the library's catalog {file} is damaged ({error}); restore it from a backup, or ingest into a new library"
        ) from error


def _scored(rows: Iterable[Row]) -> list[tuple[int, float]]:
    """SQLite's BM25 is the better, the smaller it is."""
    return [(int(row[0]), -float(row[1])) for row in rows]


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(values), _SQL_VARIABLES):
        yield values[first : first + _SQL_VARIABLES]
