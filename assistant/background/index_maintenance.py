"""Keeps a library's vector index up to date beside a server, so that nobody who adds an article waits for it."""

import logging
import threading
from types import TracebackType

from assistant.ingest.errors import AssistantError
from assistant.ingest.library import Library

SECONDS_BETWEEN = 20.0
_END_SECONDS = 3.0
_log = logging.getLogger(__name__)


class IndexMaintenance:
    """A thread that looks now and then whether the index is to catch up, from the beginning of a `with` statement to its end.

    Whoever wrote, this process or another, does not matter. A process that ends in the middle leaves the index as it was.

    Args:
        library: The library.
        seconds_between: How long it waits before it looks again.
    """

    def __init__(self, library: Library, seconds_between: float = SECONDS_BETWEEN) -> None:
        self._library = library
        self._seconds_between = seconds_between
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="vector index", daemon=True)

    def __enter__(self) -> "IndexMaintenance":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Does not wait for a change in the middle, which is as good as none."""
        self._ended.set()
        self._thread.join(_END_SECONDS)

    def _keep(self) -> None:
        while not self._ended.wait(self._seconds_between):
            try:
                self._library.catch_up()
            except AssistantError as error:  # the articles are stored and found all the same
                if not self._ended.is_set():
                    _log.warning("the vector index is not up to date: %s", error)
            except Exception:
                if not self._ended.is_set():
                    _log.exception("bringing the vector index up to date failed; it is tried again")
