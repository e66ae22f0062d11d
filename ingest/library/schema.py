"""Migrates the schema of a SQLite file: one SQL file per version, applied in order, in one transaction."""

import re
import sqlite3
from importlib.resources.abc import Traversable

from assistant.ingest.errors import LibraryVersionError


def migrate(connection: sqlite3.Connection, folder: Traversable) -> None:
    """Migrates a file to the newest version; does nothing if it has that version.

    Args:
        connection: A connection to the file.
        folder: The migrations, each named by its version: `0001_initial.sql`.

    Raises:
        LibraryVersionError: If the file has a newer version than this program knows.
    """
    migrations = read_migrations(folder)
    newest = max(migrations)
    if _version(connection) == newest:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        refuse_newer(version, newest)
        for number in range(version + 1, newest + 1):
            for statement in _statements(migrations[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {newest}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk ends the transaction
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(version: int, newest: int) -> None:
    """Refuses a library that a newer version of this program made.

    Raises:
        LibraryVersionError: If the version is newer than `newest`.
    """
    if version > newest:
        raise LibraryVersionError(
            f"the library has schema version {version} and this program knows them up to {newest}; upgrade with: pip install -U article-assistant"
        )


def read_migrations(folder: Traversable) -> dict[int, str]:
    """Reads the SQL of each version.

    Raises:
        ValueError: If two files have the same version.
    """
    migrations: dict[int, str] = {}
    for file in sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name):
        version = int(file.name.split("_")[0])
        if version in migrations:
            raise ValueError(f"two migrations have the version {version}; give {file.name} the next free one")
        migrations[version] = file.read_text("utf-8")
    return migrations


def _statements(script: str) -> list[str]:
    """Splits a script into statements: `executescript` would end their transaction."""
    without_comments = re.sub(r"--[^\n]*", "", script)
    return [statement for statement in without_comments.split(";") if statement.strip()]
