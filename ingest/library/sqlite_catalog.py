"""The catalog of a library that is a folder: one SQLite file, FTS5 for the words."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from assistant.ingest.errors import LibraryError
from assistant.ingest.library.catalog import SqlCatalog, batches
from assistant.ingest.library.catalog_rows import Row
from assistant.ingest.library.catalog_writes import SqlWrites, Words
from assistant.ingest.library.schema import migrate
from assistant.ingest.library.words import WordQuery
from assistant.ingest.library.write_lock import current_writer, write_lock


class SqliteCatalog(SqlCatalog):
    """See `Catalog`. The write lock is a file beside it.

    Args:
        file: The database; made if it is missing.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._open_lock = threading.Lock()
        with _reported(file):
            migrate(self._connection())

    @property
    def shown(self) -> str:
        """The library's folder."""
        return str(self._file.parent)

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._open_lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()

    # Writing

    def lock(
        self, purpose: str, wait_seconds: float, on_wait: Callable[[str], None] | None = None
    ) -> AbstractContextManager[None]:
        """See `Catalog`."""
        return write_lock(self._file.parent, purpose, wait_seconds, on_wait)

    def writer(self) -> str | None:
        """See `Catalog`."""
        return current_writer(self._file.parent)

    @contextmanager
    def writing(self, content: bool = True) -> Iterator["SqliteWrites"]:
        """See `Catalog`.

        Raises:
            LibraryError: If the disk is full or the file cannot be written.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            writes = SqliteWrites(connection)
            yield writes
            if content:
                writes.grow_generation()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See `Catalog`."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        with _reported(self._file):
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    # Reading

    def counts(self) -> tuple[int, int]:
        """(articles, passages)."""
        row = self._one("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        assert row is not None
        return int(row[0]), int(row[1])

    def search_words(self, query: WordQuery, limit: int, as_of: date | None = None) -> list[tuple[int, float]]:
        """See `Catalog`. Each term stands in quotes, so that none is taken for an operator."""
        match = (" AND " if query.every else " OR ").join(f'"{term}"' for term in query.terms)
        inner = "SELECT rowid, bm25(passage_words, 2.0, 1.0) AS score FROM passage_words WHERE passage_words MATCH ?"
        if as_of is None:
            rows = self._all(f"{inner} ORDER BY score LIMIT ?", (match, limit))
        else:
            rows = self._all(
                f"SELECT f.rowid, f.score FROM ({inner}) f JOIN passages p ON p.number = f.rowid JOIN articles a ON a.number = p.article "  # noqa: S608
                "WHERE a.published_day IS NULL OR a.published_day <= ? ORDER BY f.score LIMIT ?",
                (match, as_of.toordinal(), limit),
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

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with _reported(self._file):
                connection = _connect(self._file)
            self._local.connection = connection
            with self._open_lock:
                self._open.append(connection)
        return connection

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        with _reported(self._file):
            return self._connection().execute(sql, values).fetchall()


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
