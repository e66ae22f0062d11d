"""The catalog of a library that is a folder: one SQLite file, FTS5 for the words."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.ingest.library.browsing import ListSql
from assistant.ingest.library.lexical_query import WordQuery
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.sql import Row, batches
from assistant.ingest.library.sql_catalog import SqlCatalog, within
from assistant.ingest.library.sql_writes import SqlWrites, Words
from assistant.ingest.library.sqlite_file import SqliteFile
from assistant.ingest.library.write_lock import current_writer, write_lock

_LOOKED_UP = 4  # times as many as are wanted are looked up at first, for those that are not of the scope
_MOST_TERMS = 10_000
_WITH_SCORE = "SELECT rowid, bm25(passage_words, 2.0, 1.0) AS score FROM passage_words WHERE passage_words MATCH ?"


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


class SqliteCatalog(SqlCatalog):
    """See `Catalog`. The write lock is a file beside it.

    Args:
        file: The database; made if it is missing.
    """

    _LIST_SQL = ListSql(
        "(number IN (SELECT p.article FROM passage_words w JOIN passages p ON p.number = w.rowid WHERE passage_words MATCH ?) "
        "OR source LIKE ?)",
        # A term has no quotes: `terms` parts words at them.
        lambda term, may_begin: f'"{term}" OR "{term}"*' if may_begin else f'"{term}"',
        "title COLLATE NOCASE",
    )

    def __init__(self, file: Path) -> None:
        migrations = files("assistant.ingest.library").joinpath("migrations")
        self._last_counted = _Counted(-1)
        self._file = SqliteFile(file, "the library's catalog", migrations)

    @property
    def _folder(self) -> Path:
        return self._file.path.parent

    @property
    def shown(self) -> str:
        """The library's folder."""
        return str(self._folder)

    def close(self) -> None:
        """Closes the connections of all threads."""
        self._file.close()

    # Writing

    def lock(
        self, purpose: str, wait_seconds: float, on_wait: Callable[[str], None] | None = None
    ) -> AbstractContextManager[None]:
        """See `Catalog`."""
        return write_lock(self._folder, purpose, wait_seconds, on_wait)

    def writer(self) -> str | None:
        """See `Catalog`."""
        return current_writer(self._folder)

    @contextmanager
    def writing(self, content: bool = True) -> Iterator["SqliteWrites"]:
        """See `Catalog`.

        Raises:
            LibraryError: If the disk is full or the file cannot be written.
        """
        with self._file.transaction() as connection:
            writes = SqliteWrites(connection)
            yield writes
            if content:
                writes.grow_generation()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See `Catalog`."""
        with self._file.snapshot():
            yield

    # Reading

    def counts(self) -> tuple[int, int]:
        """(articles, passages)."""
        known = self._counted()
        if known.counts is None:
            row = self._one("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
            assert row is not None
            known.counts = int(row[0]), int(row[1])
        return known.counts

    def search_words(self, query: WordQuery, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """See `Catalog`."""
        match, best = _match(query), f"{_WITH_SCORE} ORDER BY score LIMIT ?"
        if scope == EVERYTHING:
            return _scored(self._all(best, (match, limit)))
        # Of the best most are of the scope, as a rule; to look up the articles of all that match would take longer than the search.
        found = _scored(self._all(best, (match, _LOOKED_UP * limit)))
        kept = list(islice(self._of_scope(found, scope), limit))
        if len(kept) == limit or len(found) < _LOOKED_UP * limit:
            return kept
        condition, values = within(scope)
        rows = self._all(
            f"SELECT f.rowid, f.score FROM ({_WITH_SCORE}) f JOIN passages p ON p.number = f.rowid JOIN articles a ON a.number = p.article "  # noqa: S608
            f"WHERE {condition} ORDER BY f.score LIMIT ?",
            (match, *values, limit),
        )
        return _scored(rows)

    def _of_scope(self, found: Sequence[tuple[int, float]], scope: Scope) -> Iterator[tuple[int, float]]:
        """Those of a scope; looked up as they are asked for."""
        condition, values = within(scope)
        for batch in batches(found):
            rows = self._all(
                "SELECT p.number FROM passages p JOIN articles a ON a.number = p.article "  # noqa: S608
                f"WHERE p.number IN ({','.join('?' * len(batch))}) AND {condition}",
                (*(number for number, _ in batch), *values),
            )
            kept = {row[0] for row in rows}
            yield from (one for one in batch if one[0] in kept)

    def score_words(self, query: WordQuery, numbers: Sequence[int]) -> dict[int, float]:
        """See `Catalog`."""
        # The plus: to look each of them up by itself takes a hundred times longer.
        sql = f"{_WITH_SCORE} AND +rowid IN (SELECT value FROM json_each(?))"  # noqa: S608
        return dict(_scored(self._all(sql, (_match(query), json.dumps(list(numbers))))))

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        wanted = set(stems)
        known = self._counted().frequencies
        for batch in batches(sorted(wanted - known.keys())):
            marks = ",".join("?" * len(batch))
            sql = f"SELECT term, doc FROM passage_terms WHERE term IN ({marks})"  # noqa: S608
            rows: dict[str, int] = dict(self._all(sql, batch))
            known.update({term: rows.get(term, 0) for term in batch})
        return {term: known[term] for term in wanted if known[term]}

    def _counted(self) -> _Counted:
        """What has been counted since the library last changed."""
        generation = self.generation()
        if self._last_counted.generation != generation or len(self._last_counted.frequencies) > _MOST_TERMS:
            self._last_counted = _Counted(generation)
        return self._last_counted

    def problems(self) -> list[str]:
        """What SQLite's own checks and the foreign keys find wrong; empty where all is well."""
        found = [str(row[0]) for row in self._all("PRAGMA quick_check(5)") if row[0] != "ok"]
        found += [f"a row of {row[0]} points at nothing" for row in self._all("PRAGMA foreign_key_check")]
        return found + self._contradictions()

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._file.all(sql, values)


class SqliteWrites(SqlWrites):
    """See `CatalogWrites`.

    Attributes:
        connection: In the middle of the transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self.connection.execute(sql, values).fetchall()

    def _run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.connection.executemany(sql, rows)

    def _index_words(self, passages: Sequence[Words]) -> None:
        self._run_many("INSERT INTO passage_words (rowid, title, body) VALUES (?, ?, ?)", passages)

    def _forget_words(self, passages: Sequence[Words]) -> None:
        self._run_many(
            "INSERT INTO passage_words (passage_words, rowid, title, body) VALUES ('delete', ?, ?, ?)", passages
        )


def _match(query: WordQuery) -> str:
    """The query in FTS5's words; each term stands in quotes, so that none is taken for an operator."""
    return (" AND " if query.every else " OR ").join(f'"{term}"' for term in query.terms)


def _scored(rows: Iterable[Row]) -> list[tuple[int, float]]:
    """SQLite's BM25 is the better, the smaller it is."""
    return [(int(row[0]), -float(row[1])) for row in rows]
