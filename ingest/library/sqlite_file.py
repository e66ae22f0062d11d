"""A SQLite file that several threads and processes read and write."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from assistant.ingest.errors import LibraryError
from assistant.ingest.library.schema import migrate
from assistant.ingest.library.sql import Row

_WAIT_S = 60
_RETRY_S = 0.01


class SqliteFile:
    """Migrates a file to the newest schema, and opens one connection to it per thread.

    Args:
        file: The file; created if it is missing.
        holds: Its content, for messages: "the library's catalog".
        migrations: A folder with one SQL file per version.

    Raises:
        LibraryError: If it cannot be opened.
        LibraryVersionError: If a newer version of this program made it.
    """

    def __init__(self, file: Path, holds: str, migrations: Traversable) -> None:
        self.path = file
        self._holds = holds
        self._local = threading.local()
        self._open: dict[threading.Thread, sqlite3.Connection] = {}
        self._open_lock = threading.Lock()
        with self.reported():
            migrate(self.connection(), migrations)

    def connection(self) -> sqlite3.Connection:
        """Returns this thread's connection; opens it on the first call."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self.reported():
                connection = _connect(self.path)
            self._local.connection = connection
            with self._open_lock:
                self._close_connections_of_ended_threads()
                self._open[threading.current_thread()] = connection
        return connection

    def _close_connections_of_ended_threads(self) -> None:
        """Closes connections of ended threads, so that a program that starts many threads does not run out of files."""
        for thread in [thread for thread in self._open if not thread.is_alive()]:
            self._open.pop(thread).close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Opens a transaction, which becomes visible as a whole, or, on any error, not at all; other writers wait.

        Raises:
            LibraryError: If the disk is full or the file cannot be written.
        """
        with self._until_commit("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Makes everything that this thread reads within it consistent, whatever others write meanwhile."""
        with self._until_commit("BEGIN"):
            yield

    @contextmanager
    def _until_commit(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self.connection()
        with self.reported():
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk ends the transaction
                    connection.execute("ROLLBACK")
                raise

    def all(self, sql: str, values: Sequence[object] | dict[str, Any] = ()) -> list[Row]:
        """Returns all rows of a query."""
        with self.reported():
            return self.connection().execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[object] | dict[str, Any] = ()) -> Row | None:
        """Returns the first row of a query; None if it has none."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._open_lock:
            for connection in self._open.values():
                connection.close()
            self._open.clear()
        self._local = threading.local()

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Raises a `LibraryError` for SQLite's errors."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "full" in str(error) or "disk I/O" in str(error):
                raise LibraryError(
                    f"the disk under {self.path} is full or failing ({error}); what was finished is safe: free some space and run it again"
                ) from error
            raise LibraryError(
                f"{self._holds} {self.path} cannot be used ({error}); check that the folder can be read and written"
            ) from error
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"{self._holds} {self.path} is damaged ({error}); restore it from a backup, or start with a new library"
            ) from error


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Sets the journal mode. SQLite's own timeout does not apply to it while another process creates the same file."""
    last = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > last:
                raise
        time.sleep(_RETRY_S)
