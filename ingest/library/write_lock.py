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

_FIRST_TRY_SECONDS = 0.2


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
        note.write_text(json.dumps(_holder(purpose)))
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
        return _describe(folder / "writer.json")
    except OSError:
        return None
    lock.release()
    return None


def _acquire(lock: FileLock, note: Path, wait_seconds: float, on_wait: Callable[[str], None] | None) -> None:
    try:
        lock.acquire(timeout=min(_FIRST_TRY_SECONDS, wait_seconds))
    except Timeout:
        who = _describe(note)
        if on_wait is not None and wait_seconds > _FIRST_TRY_SECONDS:
            on_wait(f"waiting for {who} to finish writing to this library")
        try:
            lock.acquire(timeout=max(0.0, wait_seconds - _FIRST_TRY_SECONDS))
        except Timeout:
            raise LibraryBusyError(f"{_describe(note)} is writing to this library; try again when it is done") from None


def _holder(purpose: str) -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "purpose": purpose,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _describe(note: Path) -> str:
    try:
        holder = json.loads(note.read_text())
        return f"process {holder['pid']} on {holder['host']} ({holder['purpose']}, since {holder['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"
