"""The catalog of a library that is a folder: one SQLite file, FTS5 for the words."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.ingest.library.catalog import SqlCatalog, within
from assistant.ingest.library.catalog_writes import SqlWrites, Words
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.sql import Row, batches
from assistant.ingest.library.sqlite_file import SqliteFile
from assistant.ingest.library.words import WordQuery
from assistant.ingest.library.write_lock import current_writer, write_lock


class SqliteCatalog(SqlCatalog):
    """See `Catalog`. The write lock is a file beside it.

    Args:
        file: The database; made if it is missing.
    """

    def __init__(self, file: Path) -> None:
        migrations = files("assistant.ingest.library").joinpath("migrations")
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
        row = self._one("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        assert row is not None
        return int(row[0]), int(row[1])

    def search_words(self, query: WordQuery, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """See `Catalog`. Each term stands in quotes, so that none is taken for an operator."""
        match = (" AND " if query.every else " OR ").join(f'"{term}"' for term in query.terms)
        inner = "SELECT rowid, bm25(passage_words, 2.0, 1.0) AS score FROM passage_words WHERE passage_words MATCH ?"
        if scope == EVERYTHING:
            rows = self._all(f"{inner} ORDER BY score LIMIT ?", (match, limit))
        else:
            condition, values = within(scope)
            rows = self._all(
                f"SELECT f.rowid, f.score FROM ({inner}) f JOIN passages p ON p.number = f.rowid JOIN articles a ON a.number = p.article "  # noqa: S608
                f"WHERE {condition} ORDER BY f.score LIMIT ?",
                (match, *values, limit),
            )
        return [(int(number), -float(score)) for number, score in rows]

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        found: dict[str, int] = {}
        for batch in batches(sorted(set(stems))):
            marks = ",".join("?" * len(batch))
            found.update(self._all(f"SELECT term, doc FROM passage_terms WHERE term IN ({marks})", batch))  # noqa: S608
        return found

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
