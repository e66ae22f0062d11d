"""The schema of the catalog in PostgreSQL: one SQL file a version, applied in order, each in one transaction."""

from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.ingest.library.schema import read_migrations, refuse_newer

if TYPE_CHECKING:
    from psycopg import Connection

_TABLE = "assistant_schema"


def version(connection: "Connection") -> int:
    """The version of the schema; 0 where there is no library."""
    # `to_regclass` would go on saying what it said before another process made the table.
    sql = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = %s"
    if connection.execute(sql, (_TABLE,)).fetchone() is None:
        return 0
    found = connection.execute(f"SELECT max(version) FROM {_TABLE}").fetchone()  # noqa: S608  # a constant
    return 0 if found is None or found[0] is None else int(found[0])


def migrate(connection: "Connection") -> None:
    """Brings a catalog to the newest version; does nothing where it is there already.

    Raises:
        LibraryVersionError: If the catalog is of a newer version than this program knows.
    """
    migrations = read_migrations(files("assistant.ingest.library.postgres").joinpath("migrations"))
    newest = max(migrations)
    if version(connection) == newest:
        return
    with connection.transaction():
        # One at a time; given back at the end of the transaction.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('assistant schema'), hashtext(current_schema()))")
        known = version(connection)
        refuse_newer(known, newest)
        connection.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE} (version integer PRIMARY KEY)")
        for number in range(known + 1, newest + 1):
            connection.execute(migrations[number].encode())
            connection.execute(f"INSERT INTO {_TABLE} (version) VALUES (%s)", (number,))  # noqa: S608
