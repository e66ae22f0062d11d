"""The catalog: one SQLite file that holds articles, passages, vectors and the full-text index. It is the source of truth."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.library.catalog_rows import (
    ARTICLE_COLUMNS,
    SUMMARY_COLUMNS,
    ArticleSummary,
    Place,
    StoredPassage,
    article_of,
    summary_of,
)
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.sqlite_file import SqliteFile, escape_like
from assistant.ingest.library.stored_sentences import StoredSentences

_SQL_VARIABLES = 900

T = TypeVar("T")


class Catalog:
    """Reads from any thread; writes only within `writing()`, by whoever holds the library's write lock."""

    def __init__(self, file: Path) -> None:
        migrations = files("assistant.ingest.library").joinpath("migrations")
        self._file = SqliteFile(file, "the library's catalog", migrations)
        self._all, self._one = self._file.all, self._file.one

    @contextmanager
    def writing(self, content: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it becomes visible at once, or, on any error, nothing.

        Args:
            content: Whether what readers find changes by it; then the generation grows.

        Raises:
            LibraryError: If the disk is full or the file cannot be written.
        """
        with self._file.transaction() as connection:
            yield connection
            if content:
                connection.execute("UPDATE facts SET value = value + 1 WHERE name = 'generation'")

    def close(self) -> None:
        """Closes the connections of all threads."""
        self._file.close()

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
        row = self._one("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        assert row is not None
        return int(row[0]), int(row[1])

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
            "WHERE title LIKE :p ESCAPE '\\' OR source LIKE :p ESCAPE '\\' OR id LIKE :p ESCAPE '\\' "
            "ORDER BY published_day IS NULL, published_day DESC, published DESC, number DESC LIMIT :n OFFSET :o",
            {"p": pattern, "n": -1 if limit is None else limit, "o": offset},
        )
        return [summary_of(row) for row in rows]

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleSummary]:
        """The newest of the articles that count, undated ones last."""
        within, values = _within(scope)
        rows = self._all(
            f"SELECT {SUMMARY_COLUMNS} FROM articles a WHERE {within} "  # noqa: S608
            "ORDER BY published_day IS NULL, published_day DESC, published DESC, number DESC LIMIT ?",
            (*values, limit),
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

    def search_words(self, query: str, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """BM25 over title and body, the title counting twice.

        Args:
            query: An FTS5 query.
            limit: At most this many.
            scope: Only these articles.

        Returns:
            (passage number, score), best first; a larger score is better.
        """
        inner = "SELECT rowid, bm25(passage_words, 2.0, 1.0) AS score FROM passage_words WHERE passage_words MATCH ?"
        if scope == EVERYTHING:
            rows = self._all(f"{inner} ORDER BY score LIMIT ?", (query, limit))
        else:
            within, values = _within(scope)
            rows = self._all(
                f"SELECT f.rowid, f.score FROM ({inner}) f JOIN passages p ON p.number = f.rowid JOIN articles a ON a.number = p.article "  # noqa: S608
                f"WHERE {within} ORDER BY f.score LIMIT ?",
                (query, *values, limit),
            )
        return [(int(number), -float(score)) for number, score in rows]

    def passages_of_sources(self, sources: Collection[str]) -> NDArray[np.int64]:
        """The numbers of all passages of some publications, in order."""
        within, values = _within(Scope(sources=frozenset(sources)))
        rows = self._all(
            f"SELECT p.number FROM passages p JOIN articles a ON a.number = p.article WHERE {within} ORDER BY p.number",  # noqa: S608
            values,
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        found: dict[str, int] = {}
        for batch in _batches(sorted(set(stems))):
            marks = ",".join("?" * len(batch))
            found.update(self._all(f"SELECT term, doc FROM passage_terms WHERE term IN ({marks})", batch))  # noqa: S608
        return found

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


def _batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(values), _SQL_VARIABLES):
        yield values[first : first + _SQL_VARIABLES]


def _within(scope: Scope) -> tuple[str, tuple[int | str, ...]]:
    """The condition on articles, called a, that a scope stands for, and its values."""
    conditions: list[str] = ["1"]
    values: list[int | str] = []
    if scope.as_of is not None:
        conditions.append("(a.published_day IS NULL OR a.published_day <= ?)")
        values.append(scope.as_of.toordinal())
    if scope.sources:
        conditions.append(f"a.source IN ({','.join('?' * len(scope.sources))})")
        values.extend(sorted(scope.sources))
    return " AND ".join(conditions), tuple(values)
