"""Notices changes of followed folders as they happen, so that their files are read at once and not only at the next check."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.following import Following
from assistant.ingest.background_thread import BackgroundThread
from assistant.ingest.errors import AssistantError, one_line

_QUIET_MS = 1_000  # a file that is still being written is not read
_LONGEST_WAIT_MS = 30_000
_RENEW_MS = 2_000
_log = logging.getLogger(__name__)


class FolderWatch(BackgroundThread):
    """A thread that makes a followed folder due when something in it changes, for the duration of a `with` statement.

    Where the operating system reports no changes, as on some network drives, folders are checked at their intervals only.

    Args:
        following: The followed sources.
        on_change: Called after a folder was made due.
    """

    def __init__(self, following: Following, on_change: Callable[[], None]) -> None:
        super().__init__("followed folders")
        self._following = following
        self._on_change = on_change
        self._watched: set[str] = set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                folders = self._folders()
                if folders:
                    self._watch(folders)
                else:
                    self._stop.wait(_RENEW_MS / 1_000)
            except FileNotFoundError:
                continue  # a folder was removed in this moment
            except (AssistantError, OSError, RuntimeError) as error:
                if not self._stop.is_set():
                    _log.warning(
                        "changes of followed folders are noticed only when they are checked: %s", one_line(error)
                    )
                return

    def _folders(self) -> dict[Path, str]:
        """Returns the folders to watch, with the ids of their sources."""
        sources = [one for one in self._following.sources() if one.kind == "folder" and not one.is_paused]
        return {Path(one.address): one.id for one in sources if Path(one.address).is_dir()}

    def _watch(self, folders: dict[Path, str]) -> None:
        """Watches folders until other folders are followed, or this thread is stopped."""
        from watchfiles import watch

        for changes in watch(
            *folders,
            step=_QUIET_MS,
            debounce=_LONGEST_WAIT_MS,
            rust_timeout=_RENEW_MS,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            # What has changed before the watch began is found by a check.
            new = set(folders.values()) - self._watched
            self._watched = set(folders.values())
            self._make_due(new | _affected(folders, (Path(path) for _, path in changes)))
            if self._folders() != folders:
                return

    def _make_due(self, sources: set[str]) -> None:
        for source_id in sources:
            self._following.request_check(source_id)
        if sources:
            self._on_change()


def _affected(folders: dict[Path, str], changed: Iterable[Path]) -> set[str]:
    """Returns the sources of the folders in which something has changed."""
    return {folders[folder] for path in changed for folder in (path, *path.parents) if folder in folders}
