"""The vector index: one collection of passage vectors, and the interface of the stores that keep such indexes."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.library.chroma_errors import chroma_errors

BATCH_SIZE = 2_000
"""Passages to add in one call."""

_UPSERT_SIZE = 200
"""Passages that Chroma adds at once: it lets no other thread run meanwhile. Smaller batches take longer altogether."""

COLLECTION_CONFIGURATION = {"hnsw": {"space": "cosine", "ef_search": 200}}


class VectorIndex:
    """An open Chroma collection of passage vectors; its ids are passage numbers.

    Args:
        collection: The Chroma collection.
        display_name: The name of the index in messages.
        close: Frees memory and closes files.
    """

    def __init__(self, collection: Any, display_name: str, close: Callable[[], None]) -> None:  # noqa: ANN401  # Chroma is not typed
        self.display_name = display_name
        self.close = close
        self._collection = collection

    def count(self) -> int:
        """Counts its passages."""
        with chroma_errors(self.display_name, "read"):
            return int(self._collection.count())

    def add(self, numbers: NDArray[np.int64], vectors: Vectors) -> None:
        """Adds passages, at most `BATCH_SIZE` per call."""
        with chroma_errors(self.display_name, "written"):
            for first in range(0, len(numbers), _UPSERT_SIZE):
                last = first + _UPSERT_SIZE
                self._collection.upsert(
                    ids=[str(number) for number in numbers[first:last]], embeddings=vectors[first:last]
                )

    def remove(self, numbers: Sequence[int]) -> None:
        """Removes passages; ignores numbers that it does not hold."""
        with chroma_errors(self.display_name, "written"):
            for first in range(0, len(numbers), BATCH_SIZE):
                self._collection.delete(ids=[str(number) for number in numbers[first : first + BATCH_SIZE]])

    def nearest(self, vector: Vectors, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Returns the numbers and cosine similarities of the closest passages, the closest first; approximate (HNSW).

        Raises:
            LibraryError: If the index is damaged or missing.
        """
        with chroma_errors(self.display_name, "searched"):
            result = self._collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
        return np.array(result["ids"][0], dtype=np.int64), 1 - np.array(result["distances"][0], dtype=np.float32)


class VectorIndexStore(Protocol):
    """Keeps vector indexes, each under its name.

    Attributes:
        has_lock: Whether `write_lock` excludes other processes; if not, the library's write lock must.
    """

    has_lock: bool

    def open(self, name: str) -> VectorIndex:
        """Opens an existing index.

        Raises:
            LibraryError: If it is missing, or cannot be opened.
        """
        ...

    def create(self, name: str) -> VectorIndex:
        """Creates an empty index."""
        ...

    def exists(self, name: str) -> bool:
        """Checks whether there is an index of this name."""
        ...

    def names(self, prefix: str) -> list[str]:
        """Lists the library's indexes whose names begin with a prefix."""
        ...

    def stage(self, name: str, new_name: str) -> str:
        """Returns the name of the index to change: a copy under the new name, or the index itself if its changes are atomic."""
        ...

    def delete(self, name: str) -> None:
        """Deletes an index."""
        ...

    def write_lock(self, wait_seconds: float) -> AbstractContextManager[object]:
        """Holds the lock for creating or changing an index.

        Raises:
            LibraryBusyError: If another process holds it for longer than that.
        """
        ...

    def open_lock(self) -> AbstractContextManager[object]:
        """Holds the lock that keeps an index from being deleted while it is being opened."""
        ...

    def close(self) -> None:
        """Closes connections."""
        ...
