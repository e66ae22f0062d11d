"""Leases: work that one process of a library does at a time. Another process takes it over when the holder no longer renews it."""

import os
import secrets
import socket
from datetime import UTC, datetime, timedelta
from types import TracebackType

from assistant.ingest.background_thread import BackgroundThread
from assistant.ingest.errors import LibraryError
from assistant.ingest.library.catalog_contract import Catalog

VALID_FOR = timedelta(seconds=40)
_RENEW_SECONDS = 10.0


class Lease(BackgroundThread):
    """A lease of one process, renewed by a thread for the duration of a `with` statement.

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
        self._is_held = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the renewals and releases the lease."""
        super().__exit__(kind, error, trace)
        self.release()

    @property
    def is_held(self) -> bool:
        """Whether this process held it when it was renewed last."""
        return self._is_held

    def acquire(self) -> bool:
        """Takes or renews the lease, if no other process holds it; returns whether this process holds it now.

        Raises:
            LibraryError: If the library cannot be written.
        """
        now = datetime.now(UTC)
        with self._catalog.side_tables() as run:
            # One statement, so that of two processes only one takes it.
            rows = run(
                "INSERT INTO leases (name, holder, described, until) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                "holder = excluded.holder, described = excluded.described, until = excluded.until "
                "WHERE leases.holder = excluded.holder OR leases.until < ? RETURNING holder",
                (self._name, self._holder, this_process(), _text(now + self._valid_for), _text(now)),
            )
        self._is_held = bool(rows)
        return self._is_held

    def release(self) -> None:
        """Gives the lease back, so that another process need not wait."""
        self._is_held = False
        with self._catalog.side_tables() as run:
            run("DELETE FROM leases WHERE name = ? AND holder = ?", (self._name, self._holder))

    def _run(self) -> None:
        """Renews the lease at intervals."""
        seconds = min(_RENEW_SECONDS, self._valid_for.total_seconds() / 4)
        while not self._stop.wait(seconds):
            if self._is_held:
                try:
                    self.acquire()
                except LibraryError:  # the next renewal, or the work itself, reports it
                    self._is_held = False


def this_process() -> str:
    """Describes this process as `lease_holder` does."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def lease_holder(catalog: Catalog, name: str) -> str | None:
    """Describes the process that holds a lease; None if there is none."""
    sql = "SELECT described FROM leases WHERE name = ? AND until >= ?"
    rows = catalog.query_side_tables(sql, (name, _text(datetime.now(UTC))))
    return str(rows[0][0]) if rows else None


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
