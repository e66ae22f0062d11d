"""Keeps a library's vector index up to date beside a server, so that adding articles does not wait for it."""

import logging

from assistant.background.periodic_thread import PeriodicThread
from assistant.ingest.library import Library

INTERVAL_SECONDS = 20.0
_log = logging.getLogger(__name__)


class IndexMaintenance(PeriodicThread):
    """A thread that updates the index at intervals if needed, for the duration of a `with` statement.

    It also sees what other processes write. A process that is killed during an update leaves the index as it was.

    Args:
        library: The library.
        interval_seconds: The time between two checks.
    """

    def __init__(self, library: Library, interval_seconds: float = INTERVAL_SECONDS) -> None:
        super().__init__(
            "vector index",
            interval_seconds,
            _log,
            unable="the vector index is not up to date",  # the articles are stored, and found without the index
            failed="the update of the vector index failed; it will be tried again",
        )
        self._library = library

    def _work(self) -> None:
        self._library.update_index(beside_server=True)
