"""Migrates the catalog's schema in PostgreSQL: one SQL file per version, applied in order, in one transaction."""

from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.ingest.library.schema import read_migrations, refuse_newer

if TYPE_CHECKING:
    from psycopg import Connection

_TABLE = "assistant_schema"


def version(connection: "Connection") -> int:
    """Returns the version of the schema; 0 if there is no library."""
    # `to_regclass` does not see a table that another process has just created.
    sql = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = %s"
    if connection.execute(sql, (_TABLE,)).fetchone() is None:
        return 0
    row = connection.execute(f"SELECT max(version) FROM {_TABLE}").fetchone()  # noqa: S608  # a constant
    return 0 if row is None or row[0] is None else int(row[0])


def migrate(connection: "Connection") -> None:
    """Migrates a catalog to the newest version; does nothing if it has that version.

    Raises:
        LibraryVersionError: If the catalog has a newer version than this program knows.
    """
    migrations = read_migrations(files("assistant.ingest.library.postgres").joinpath("migrations"))
    newest = max(migrations)
    if version(connection) == newest:
        return
    with connection.transaction():
        # Excludes other processes until the end of the transaction.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('assistant schema'), hashtext(current_schema()))")
        current = version(connection)
        refuse_newer(current, newest)
        connection.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE} (version integer PRIMARY KEY)")
        for number in range(current + 1, newest + 1):
            connection.execute(migrations[number].encode())
            connection.execute(f"INSERT INTO {_TABLE} (version) VALUES (%s)", (number,))  # noqa: S608
