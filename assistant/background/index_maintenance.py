"""Keeps a library's vector index up to date beside a server, so that adding articles does not wait for it."""

import logging
import threading
from types import TracebackType

from assistant.ingest.errors import AssistantError
from assistant.ingest.library import Library

INTERVAL_SECONDS = 20.0
_JOIN_SECONDS = 3.0
_log = logging.getLogger(__name__)


class IndexMaintenance:
    """A thread that updates the index at intervals if needed, for the duration of a `with` statement.

    It also sees what other processes write. A process that is killed during an update leaves the index as it was.

    Args:
        library: The library.
        interval_seconds: The time between two checks.
    """

    def __init__(self, library: Library, interval_seconds: float = INTERVAL_SECONDS) -> None:
        self._library = library
        self._interval_seconds = interval_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vector index", daemon=True)

    def __enter__(self) -> "IndexMaintenance":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the thread. Does not wait for a running update, which has no effect if it is interrupted."""
        self._stop.set()
        self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while not self._stop.wait(self._interval_seconds):
            try:
                self._library.update_index()
            except AssistantError as error:  # the articles are stored, and found without the index
                if not self._stop.is_set():
                    _log.warning("the vector index is not up to date: %s", error)
            except Exception:
                if not self._stop.is_set():
                    _log.exception("the update of the vector index failed; it will be tried again")
