"""One writer at a time, over all processes; whoever has to wait is told for whom."""

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
    """Holds the library's write lock; the operating system gives it back when the process ends, however it ends.

    Args:
        folder: The library's folder.
        purpose: What is being done ("ingest"), for those who wait.
        wait_seconds: How long to wait for another writer.
        on_wait: Called once, with words for the user, when there is another writer to wait for.

    Raises:
        LibraryBusyError: If the other writer is not done in time.
        LibraryError: If the folder cannot be written.
    """
    lock = FileLock(folder / "write.lock")
    note = folder / "writer.json"
    try:
        _acquire(lock, note, wait_seconds, on_wait)
        note.write_text(json.dumps(holder(purpose)))
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
    """Who is writing, in words; None where nobody is."""
    lock = FileLock(folder / "write.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _noted(folder / "writer.json")
    except OSError:
        return None
    lock.release()
    return None


def _acquire(lock: FileLock, note: Path, wait_seconds: float, on_wait: Callable[[str], None] | None) -> None:
    try:
        lock.acquire(timeout=min(FIRST_TRY_SECONDS, wait_seconds))
    except Timeout:
        who = _noted(note)
        if on_wait is not None and wait_seconds > FIRST_TRY_SECONDS:
            on_wait(f"waiting for {who} to finish writing to this library")
        try:
            lock.acquire(timeout=max(0.0, wait_seconds - FIRST_TRY_SECONDS))
        except Timeout:
            raise LibraryBusyError(f"{_noted(note)} is writing to this library; try again when it is done") from None


def holder(purpose: str) -> dict[str, object]:
    """Who this process is, for those who wait."""
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "purpose": purpose,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def describe(note: str) -> str:
    """In words, whom a note of `holder` in JSON is about."""
    try:
        known = json.loads(note)
        return f"process {known['pid']} on {known['host']} ({known['purpose']}, since {known['since']})"
    except (ValueError, KeyError):
        return "another process"


def _noted(file: Path) -> str:
    try:
        return describe(file.read_text())
    except OSError:
        return describe("")
