"""The write lock of a library in a folder: one writer at a time, over all processes; others are told who is writing."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.ingest.errors import LibraryBusyError, LibraryError

FIRST_TRY_SECONDS = 0.2


@contextmanager
def write_lock(
    folder: Path, purpose: str, wait_seconds: float, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Holds the library's write lock; the operating system releases it when the process ends.

    Args:
        folder: The library's folder.
        purpose: The operation ("ingest"), shown to others who wait.
        wait_seconds: How long to wait for another writer.
        on_wait: Called once with a message for the user, if there is another writer to wait for.

    Raises:
        LibraryBusyError: If the other writer does not finish in time.
        LibraryError: If the folder cannot be written.
    """
    lock = FileLock(folder / "write.lock")
    note = folder / "writer.json"
    try:
        _acquire(lock, note, wait_seconds, on_wait)
        note.write_text(json.dumps(current_process(purpose)))
    except OSError as error:
        lock.release()
        raise LibraryError(
            f"the library {folder} cannot be written ({error.strerror or error}); check its permissions and the disk"
        ) from error
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def current_writer(folder: Path) -> str | None:
    """Describes the process that holds the lock; None if there is none."""
    lock = FileLock(folder / "write.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _describe_file(folder / "writer.json")
    except OSError:
        return None
    lock.release()
    return None


def current_process(purpose: str) -> dict[str, object]:
    """Returns the note that a writer leaves for others."""
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "purpose": purpose,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def describe(note: str) -> str:
    """Describes the writer of a note (the JSON of `current_process`) in words."""
    try:
        writer = json.loads(note)
        return f"process {writer['pid']} on {writer['host']} ({writer['purpose']}, since {writer['since']})"
    except (ValueError, KeyError):
        return "another process"


def _acquire(lock: FileLock, note: Path, wait_seconds: float, on_wait: Callable[[str], None] | None) -> None:
    try:
        lock.acquire(timeout=min(FIRST_TRY_SECONDS, wait_seconds))
    except Timeout:
        if on_wait is not None and wait_seconds > FIRST_TRY_SECONDS:
            on_wait(f"waiting for {_describe_file(note)} to finish writing to this library")
        try:
            lock.acquire(timeout=max(0.0, wait_seconds - FIRST_TRY_SECONDS))
        except Timeout:
            raise LibraryBusyError(
                f"{_describe_file(note)} is writing to this library; try again when it is done"
            ) from None


def _describe_file(file: Path) -> str:
    try:
        return describe(file.read_text())
    except OSError:
        return describe("")
