"""Leases: work that one process of a library does at a time. Another process takes it over when the holder no longer renews it."""

import os
import secrets
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType

from assistant.ingest.background_thread import BackgroundThread
from assistant.ingest.errors import LibraryError
from assistant.ingest.library.catalog_contract import Catalog

VALID_FOR = timedelta(seconds=30)
_RENEWALS = 6  # within that time, so that a process on a busy machine may miss several


class Lease(BackgroundThread):
    """A lease of one process, renewed by a thread for the duration of a `with` statement.

    A process that cannot renew it in time, because it was stopped or cannot reach the library, no longer counts itself as the holder.

    Args:
        catalog: The library's catalog.
        name: The work.
        valid_for: After this time without renewal another process may take it over.
    """

    def __init__(self, catalog: Catalog, name: str, valid_for: timedelta = VALID_FOR) -> None:
        super().__init__(f"lease {name}", valid_for.total_seconds())
        self._catalog = catalog
        self._name = name
        self._valid_for = valid_for
        self._holder = secrets.token_hex(8)
        self._held_until = 0.0  # on the monotonic clock: another process takes it over no sooner

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the renewals and releases the lease."""
        super().__exit__(kind, error, trace)
        self.release()

    @property
    def is_held(self) -> bool:
        """Whether this process holds it: it renewed it last, and not too long ago."""
        return time.monotonic() < self._held_until

    def acquire(self) -> bool:
        """Takes or renews the lease, if no other process holds it; returns whether this process holds it now.

        Raises:
            LibraryError: If the library cannot be written.
        """
        now, held_until = datetime.now(UTC), time.monotonic() + self._valid_for.total_seconds()
        with self._catalog.side_tables() as run:
            # One statement, so that of two processes only one takes it.
            rows = run(
                "INSERT INTO leases (name, holder, described, until) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                "holder = excluded.holder, described = excluded.described, until = excluded.until "
                "WHERE leases.holder = excluded.holder OR leases.until <= ? RETURNING holder",
                (self._name, self._holder, this_process(), _text(now + self._valid_for), _text(now)),
            )
        self._held_until = held_until if rows else 0.0
        return self.is_held

    def seconds_to_expiry(self) -> float:
        """Returns the time until another process may take it over if its holder does not renew it; 0 if nobody holds it."""
        rows = self._catalog.query_side_tables("SELECT until FROM leases WHERE name = ?", (self._name,))
        if not rows:
            return 0.0
        return max(0.0, (datetime.fromisoformat(rows[0][0]) - datetime.now(UTC)).total_seconds())

    def release(self) -> None:
        """Gives the lease back, so that another process need not wait."""
        self._held_until = 0.0
        with self._catalog.side_tables() as run:
            run("DELETE FROM leases WHERE name = ? AND holder = ?", (self._name, self._holder))

    def _run(self) -> None:
        """Renews the lease at intervals."""
        while not self._stop.wait(self._valid_for.total_seconds() / _RENEWALS):
            if self.is_held:
                # The next renewal may succeed; if none does in time, it is not held any more.
                with suppress(LibraryError):
                    self.acquire()


def this_process() -> str:
    """Describes this process as `lease_holder` does."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def lease_holder(catalog: Catalog, name: str) -> str | None:
    """Describes the process that holds a lease; None if there is none."""
    sql = "SELECT described FROM leases WHERE name = ? AND until > ?"
    rows = catalog.query_side_tables(sql, (name, _text(datetime.now(UTC))))
    return str(rows[0][0]) if rows else None


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
