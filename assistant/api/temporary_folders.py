"""Temporary folders for uploads. A folder that a killed process has left is deleted by the next one."""

import os
import secrets
import shutil
import tempfile
import weakref
from contextlib import suppress
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "assistant-upload-"
_LOCK_SUFFIX = ".lock"


class TemporaryFolder:
    """A folder that only its owner can read. It is deleted with `delete`, with this object, or at the end of the process.

    The process holds a lock file beside the folder. The operating system releases the lock when the process is killed.

    Attributes:
        path: The folder.
    """

    def __init__(self) -> None:
        _delete_abandoned_once()
        self.path = Path(tempfile.gettempdir()) / f"{_PREFIX}{secrets.token_hex(12)}"
        lock = _lock_of(self.path)
        lock.acquire(timeout=0)  # before the folder exists, so that no other process takes it for abandoned
        self.path.mkdir(0o700)
        self._finalizer = weakref.finalize(self, _delete, self.path, lock)

    def delete(self) -> None:
        """Deletes the folder."""
        self._finalizer()


def delete_abandoned_folders() -> int:
    """Deletes the folders whose process no longer runs.

    Returns:
        How many were deleted.
    """
    deleted = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, Timeout):
            if folder.suffix == _LOCK_SUFFIX or not (_is_ours(folder) and _is_ours(_lock_path(folder))):
                continue
            lock = _lock_of(folder)
            lock.acquire(timeout=0)
            _delete(folder, lock)
            deleted += 1
    return deleted


@cache
def _delete_abandoned_once() -> None:
    delete_abandoned_folders()


def _delete(folder: Path, lock: FileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _lock_path(folder).unlink(missing_ok=True)
    lock.release()


def _is_ours(path: Path) -> bool:
    """Checks whether a file belongs to this user: other users may write into the folder for temporary files, too."""
    return not path.is_symlink() and path.stat().st_uid == os.getuid()


def _lock_path(folder: Path) -> Path:
    return folder.with_name(folder.name + _LOCK_SUFFIX)


def _lock_of(folder: Path) -> FileLock:
    return FileLock(_lock_path(folder))
