"""Embedded Chroma: each vector index is a folder within the library's folder.

Embedded Chroma is not a multi-process database, and an index whose writer was killed cannot be trusted. So an index that another
process may have open is never changed: a copy of it is changed and then takes its place.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from assistant.ingest.errors import LibraryBusyError, LibraryError
from assistant.ingest.library.chroma_errors import chroma_errors
from assistant.ingest.library.vector_index import COLLECTION_CONFIGURATION, VectorIndex

_COLLECTION = "passages"
_OPEN_LOCK_SECONDS = 120


class EmbeddedChroma:
    """Keeps each index in a folder of its own.

    Args:
        library_folder: The library's folder.
    """

    has_lock = True

    def __init__(self, library_folder: Path) -> None:
        self._folder = library_folder

    def open(self, name: str) -> VectorIndex:
        """See `VectorIndexStore`."""
        if not self.exists(name):  # Chroma would create an empty one
            raise LibraryError(f"the vector index {self._folder / name} is gone; rebuild it with: assistant reindex")
        return self.create(name)

    def create(self, name: str) -> VectorIndex:
        """See `VectorIndexStore`."""
        import chromadb
        from chromadb.config import Settings

        folder = str(self._folder / name)
        with chroma_errors(folder, "opened"):
            client: Any = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
            try:
                collection = client.get_or_create_collection(
                    _COLLECTION, configuration=COLLECTION_CONFIGURATION, embedding_function=None
                )
            except BaseException:
                client.close()
                raise
        return VectorIndex(collection, folder, client.close)

    def exists(self, name: str) -> bool:
        """See `VectorIndexStore`."""
        return bool(name) and (self._folder / name).is_dir()

    def names(self, prefix: str) -> list[str]:
        """See `VectorIndexStore`. Every index in the folder belongs to the library, also those with an older prefix."""
        del prefix
        return [folder.name for folder in self._folder.glob("vectors-*")]

    def stage(self, name: str, new_name: str) -> str:
        """See `VectorIndexStore`."""
        source, target = self._folder / name, self._folder / new_name
        with chroma_errors(str(target), "written"):
            try:
                shutil.copytree(source, target, copy_function=_copy_file)
            except BaseException:
                self.delete(new_name)
                raise
        return new_name

    def delete(self, name: str) -> None:
        """See `VectorIndexStore`."""
        shutil.rmtree(self._folder / name, ignore_errors=True)

    @contextmanager
    def write_lock(self, wait_seconds: float) -> Iterator[None]:
        """See `VectorIndexStore`."""
        lock = FileLock(self._folder / "vectors.change.lock", timeout=wait_seconds)
        try:
            lock.acquire()
        except Timeout as error:
            raise LibraryBusyError(
                f"another process is changing the vector index of {self._folder}; try again when it is done"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def open_lock(self) -> AbstractContextManager[object]:
        """See `VectorIndexStore`."""
        return FileLock(self._folder / "vectors.lock", timeout=_OPEN_LOCK_SECONDS)

    def close(self) -> None:
        """See `VectorIndexStore`."""


def _copy_file(source: str, target: str) -> None:
    """Copies a file; copies a database with SQLite's backup, because other processes may have it open."""
    if not source.endswith(".sqlite3"):
        shutil.copyfile(source, target)
        return
    with closing(sqlite3.connect(source)) as source_database, closing(sqlite3.connect(target)) as target_database:
        source_database.backup(target_database)
