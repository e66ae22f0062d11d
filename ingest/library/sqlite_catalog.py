"""The catalog of a library that is a folder: one SQLite file, with FTS5 for the lexical search."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.ingest.library.bm25_sqlite import SqliteBM25, index_passages, list_query, renew_index, unindex_passages
from assistant.ingest.library.browsing import ListSql
from assistant.ingest.library.lexical_query import LexicalQuery
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.sql import Row, RunQuery
from assistant.ingest.library.sql_catalog import SqlCatalog
from assistant.ingest.library.sql_writes import IndexedText, SqlWrites
from assistant.ingest.library.sqlite_file import SqliteFile
from assistant.ingest.library.write_lock import current_writer, write_lock


class SqliteCatalog(SqlCatalog):
    """See `Catalog`. The write lock is a file in the same folder.

    Args:
        file: The database; created if it is missing.
    """

    _LIST_SQL = ListSql(
        "(number IN (SELECT p.article FROM passage_words w JOIN passages p ON p.number = w.rowid WHERE passage_words MATCH ?) "
        "OR source LIKE ?)",
        "title COLLATE NOCASE",
    )

    def __init__(self, file: Path) -> None:
        migrations = files("assistant.ingest.library").joinpath("migrations")
        super().__init__()
        self._file = SqliteFile(file, "the library's catalog", migrations)
        self._counts = (-1, (0, 0))  # the generation, and (articles, passages): counting takes long in a large library
        self._bm25 = SqliteBM25(self._all, self.generation, self.search_terms)

    @property
    def _folder(self) -> Path:
        return self._file.path.parent

    @property
    def display_name(self) -> str:
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
    def transaction(self, changes_content: bool = True) -> Iterator["SqliteWrites"]:
        """See `Catalog`.

        Raises:
            LibraryError: If the disk is full or the file cannot be written.
        """
        with self._file.transaction() as connection:
            writes = SqliteWrites(connection)
            yield writes
            if changes_content:
                writes.grow_generation()

    @contextmanager
    def side_tables(self) -> Iterator[RunQuery]:
        """See `Catalog`."""
        with self._file.transaction() as connection:
            yield lambda sql, values: connection.execute(sql, values).fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See `Catalog`."""
        with self._file.snapshot():
            yield

    # Reading

    def counts(self) -> tuple[int, int]:
        """See `Catalog`."""
        generation = self.generation()
        if self._counts[0] != generation:
            row = self._one("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
            assert row is not None
            self._counts = generation, (int(row[0]), int(row[1]))
        return self._counts[1]

    def search_bm25(self, query: LexicalQuery, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """See `Catalog`."""
        return self._bm25.search(query, limit, scope)

    def score_bm25(self, query: LexicalQuery, numbers: Sequence[int]) -> dict[int, float]:
        """See `Catalog`."""
        return self._bm25.score(query, numbers)

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """See `Catalog`."""
        return self._bm25.document_frequencies(stems)

    def terms_beginning(self, letters: str) -> dict[str, int]:
        """See `Catalog`."""
        return self._bm25.terms_beginning(letters)

    def problems(self) -> list[str]:
        """Lists the errors that SQLite's own checks and the foreign keys find; empty if there are none."""
        problems = [str(row[0]) for row in self._all("PRAGMA quick_check(5)") if row[0] != "ok"]
        problems += [f"a row of {row[0]} points at nothing" for row in self._all("PRAGMA foreign_key_check")]
        return problems + self._inconsistencies()

    def _list_query(self, word: str, is_prefix: bool) -> str:
        return list_query(self.search_terms(), word, is_prefix)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._file.all(sql, values)


class SqliteWrites(SqlWrites):
    """See `CatalogWrites`.

    Attributes:
        connection: The connection of the running transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self.connection.execute(sql, values).fetchall()

    def _run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.connection.executemany(sql, rows)

    def _index_texts(self, texts: Sequence[IndexedText]) -> None:
        index_passages(self.connection, texts, self.terms)

    def _unindex_texts(self, texts: Sequence[IndexedText]) -> None:
        unindex_passages(self.connection, texts, self.terms)

    def _empty_full_text(self) -> None:
        renew_index(self.connection)
