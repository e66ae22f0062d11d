"""The schema of a SQLite file: one SQL file a version, applied in order, in one transaction."""

import re
import sqlite3
from importlib.resources.abc import Traversable

from assistant.ingest.errors import LibraryVersionError


def migrate(connection: sqlite3.Connection, folder: Traversable) -> None:
    """Brings a file to the newest version; does nothing where it is there already.

    Args:
        connection: To the file.
        folder: The migrations, each named by its number: `0001_initial.sql`.

    Raises:
        LibraryVersionError: If the file is of a newer version than this program knows.
    """
    migrations = _read(folder)
    newest = max(migrations)
    if _version(connection) == newest:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > newest:
            raise LibraryVersionError(
                f"the library has schema version {version} and this program knows them up to {newest}; upgrade with: pip install -U article-assistant"
            )
        for number in range(version + 1, newest + 1):
            for statement in _statements(migrations[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {newest}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk ends it by itself
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _read(folder: Traversable) -> dict[int, str]:
    return {
        int(file.name.split("_")[0]): file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")
    }


def _statements(script: str) -> list[str]:
    """The statements one by one: `executescript` would end the transaction they belong to."""
    without_comments = re.sub(r"--[^\n]*", "", script)
    return [statement for statement in without_comments.split(";") if statement.strip()]
