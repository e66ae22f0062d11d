"""The write lock in PostgreSQL: one writer at a time over all machines.

It is an advisory lock, which PostgreSQL releases when the writer's connection ends. The writer writes over the same connection, so a
process that has lost the lock cannot write.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from assistant.ingest.errors import LibraryBusyError
from assistant.ingest.library.write_lock import FIRST_TRY_SECONDS, current_process, describe

if TYPE_CHECKING:
    from psycopg import Connection

_KEY = "hashtext('assistant writer'), hashtext(current_schema())"
_NOTE = "writer"
# The server notices within two minutes that the writer's machine is gone.
_KEEPALIVES = "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 15; SET tcp_keepalives_count = 4"


@contextmanager
def write_lock(
    connection: "Connection", purpose: str, wait_seconds: float, on_wait: Callable[[str], None] | None
) -> Iterator[None]:
    """Holds the lock; see `Catalog.lock`.

    Args:
        connection: The writer's own connection, outside a transaction.
        purpose: The operation, shown to others who wait.
        wait_seconds: How long to wait for another writer.
        on_wait: Called once with a message for the user, if there is another writer to wait for.

    Raises:
        LibraryBusyError: If the other writer does not finish in time.
    """
    connection.execute(_KEEPALIVES)
    if not _acquire(connection, min(FIRST_TRY_SECONDS, wait_seconds)):
        if on_wait is not None and wait_seconds > FIRST_TRY_SECONDS:
            on_wait(f"waiting for {_describe_holder(connection)} to finish writing to this library")
        if not _acquire(connection, wait_seconds - FIRST_TRY_SECONDS):
            raise LibraryBusyError(
                f"{_describe_holder(connection)} is writing to this library; try again when it is done"
            )
    connection.execute(
        "INSERT INTO facts (name, value) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_NOTE, json.dumps(current_process(purpose))),
    )
    try:
        yield
    finally:
        import psycopg

        with suppress(psycopg.Error):  # a lost connection has released the lock
            connection.execute("DELETE FROM facts WHERE name = %s", (_NOTE,))
            connection.execute(f"SELECT pg_advisory_unlock({_KEY})")  # a constant


def current_writer(connection: "Connection") -> str | None:
    """Describes the process that holds the lock; None if there is none."""
    row = connection.execute(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND (classid::bigint, objid::bigint) = (hashtext('assistant writer')::bigint & 4294967295, hashtext(current_schema())::bigint & 4294967295)"
    ).fetchone()
    return _describe_holder(connection) if row and row[0] else None


def _acquire(connection: "Connection", seconds: float) -> bool:
    if seconds <= 0:
        row = connection.execute(f"SELECT pg_try_advisory_lock({_KEY})").fetchone()  # a constant
        return bool(row and row[0])
    from psycopg.errors import LockNotAvailable

    connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{max(1, round(seconds * 1000))}ms",))
    try:
        connection.execute(f"SELECT pg_advisory_lock({_KEY})")  # a constant
    except LockNotAvailable:
        return False
    finally:
        connection.execute("SET lock_timeout = 0")
    return True


def _describe_holder(connection: "Connection") -> str:
    row = connection.execute("SELECT value FROM facts WHERE name = %s", (_NOTE,)).fetchone()
    return describe(row[0] if row else "")
