"""The nearest-neighbour index: embedded Chroma in a folder of the library.

Chroma is no multi-process database, so it is only ever changed by the holder of the library's write lock, and opened only while nobody
changes it. Nothing depends on it being complete: the catalog knows how far it goes (`vectors_indexed_through`), and what lies beyond is
searched exactly.
"""

import logging
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import LibraryError
from assistant.ingest.library.catalog import Catalog

_COLLECTION = "passages"
_BATCH = 2_000  # Chroma's own limit (`get_max_batch_size`) is 5,461
_LOCK_SECONDS = 120
_SAMPLE = 50
_MAY_MISS = 0.05  # of the sample: the search is approximate, and passages that are much alike hide each other; a broken index loses far more
_PROBE = 3
_LARGE = (
    50_000  # passages; from here on, opening the index to change a little takes longer than all the rest of the change
)
_MAY_WAIT = 0.02  # of what a large index holds
_SAME = 0.999  # cosine of a vector with itself, as far as Chroma keeps it
_log = logging.getLogger(__name__)


class VectorIndex:
    """One opened Chroma collection of passage vectors; its ids are passage numbers."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self.folder = folder
        settings = Settings(anonymized_telemetry=False)
        with self._reported("opened"):
            self._client: Any = chromadb.PersistentClient(str(folder), settings=settings)
            self._collection: Any = self._client.get_or_create_collection(
                _COLLECTION, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}, embedding_function=None
            )

    def count(self) -> int:
        """How many passages it holds."""
        with self._reported("read"):
            return int(self._collection.count())

    def add(self, numbers: NDArray[np.int64], vectors: Vectors) -> None:
        """Adds passages, at most a few thousand at a time."""
        with self._reported("written"):
            self._collection.upsert(ids=[str(number) for number in numbers], embeddings=vectors)

    def remove(self, numbers: Sequence[int]) -> None:
        """Forgets passages; those it does not hold are passed over."""
        with self._reported("written"):
            for first in range(0, len(numbers), _BATCH):
                self._collection.delete(ids=[str(number) for number in numbers[first : first + _BATCH]])

    def nearest(self, vector: Vectors, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The numbers and cosine similarities of the closest passages, the closest first; approximate (HNSW).

        Raises:
            LibraryError: If the index is damaged or gone.
        """
        with self._reported("searched"):
            found = self._collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
        return np.array(found["ids"][0], dtype=np.int64), 1 - np.array(found["distances"][0], dtype=np.float32)

    def close(self) -> None:
        """Gives back memory and files."""
        self._client.close()

    @contextmanager
    def _reported(self, done: str) -> Iterator[None]:
        """Chroma raises many kinds of errors, for an index that is damaged or gone and for a full disk."""
        try:
            yield
        except Exception as error:
            detail = " ".join(str(error).split())[:300]
            if "disk is full" in detail or "No space left" in detail or "disk I/O" in detail:
                raise LibraryError(
                    f"the disk under {self.folder} is full or failing ({detail}); what was finished is safe: free some space and run it again"
                ) from error
            raise LibraryError(
                f"the vector index {self.folder} cannot be {done} ({detail}); rebuild it with: assistant reindex"
            ) from error


def open_index(catalog: Catalog, library_folder: Path) -> VectorIndex:
    """Opens the index that belongs to the catalog. To be called under the index lock.

    Raises:
        LibraryError: If there is none, it cannot be opened, or it does not find what it should hold.
    """
    folder = index_folder(catalog, library_folder)
    if folder is None or not folder.is_dir():  # Chroma would make an empty one
        raise LibraryError(f"the vector index {folder} is gone; rebuild it with: assistant reindex")
    index = VectorIndex(folder)
    try:
        expected = _passages_expected(catalog)
        if index.count() < expected:
            raise LibraryError(
                f"the vector index {folder} holds {index.count()} of {expected} passages; rebuild it with: assistant reindex"
            )
        if _lost_vectors(catalog, index, _PROBE)[1]:
            raise LibraryError(
                f"the vector index {folder} does not find what it holds; rebuild it with: assistant reindex"
            )
    except BaseException:
        index.close()
        raise
    return index


def index_folder(catalog: Catalog, library_folder: Path) -> Path | None:
    """Where the catalog's vector index lies; None where there is none yet."""
    name = catalog.fact("vectors_folder")
    return library_folder / name if name else None


def index_lock(library_folder: Path) -> FileLock:
    """Held while the index is changed or opened."""
    return FileLock(library_folder / "vectors.lock", timeout=_LOCK_SECONDS)


def bring_up_to_date(catalog: Catalog, library_folder: Path) -> None:
    """Puts into the index what the catalog has gained, and takes out what it has lost; builds it anew where it cannot be trusted.

    A large index is not opened for little of either: nobody misses it, as the search compares what the index lacks one by one and asks the
    catalog what is still there. Only for the holder of the write lock.
    """
    folder = index_folder(catalog, library_folder)
    if folder is None and not catalog.counts()[1]:
        return
    if folder is None or not folder.is_dir() or catalog.fact("vectors_in_change") == "1":
        rebuild(catalog, library_folder)
        return
    removals = catalog.pending_removals()
    waiting, indexed = len(removals) + not_indexed(catalog), indexed_through(catalog)
    if not waiting or (indexed > _LARGE and waiting <= _MAY_WAIT * indexed):
        return
    if not _extend(catalog, library_folder, removals):
        rebuild(catalog, library_folder)


def _extend(catalog: Catalog, library_folder: Path, removals: Sequence[int]) -> bool:
    """Whether there is an index that could be brought up to date, which is done then."""
    with index_lock(library_folder):
        try:
            index = open_index(catalog, library_folder)
        except LibraryError as error:
            _log.warning("the vector index is made anew: %s", error)
            return False
        try:
            catalog.set_fact("vectors_in_change", 1)
            _remove(catalog, index, removals)
            _add(catalog, index, indexed_through(catalog))
            catalog.set_fact("vectors_in_change", 0)
        finally:
            index.close()
    return True


def rebuild(catalog: Catalog, library_folder: Path, progress: Callable[[int], None] | None = None) -> None:
    """Makes a new index from the catalog's vectors beside the old one, then changes over; nothing is embedded.

    Only for the holder of the write lock.

    Args:
        catalog: Where the vectors are.
        library_folder: Where the index is to lie.
        progress: Called with the number of passages added so far.
    """
    name = f"vectors-{uuid.uuid4().hex[:12]}"
    removals = catalog.pending_removals()
    with index_lock(library_folder):
        try:
            last = _fill(library_folder / name, catalog, progress)
        except BaseException:
            shutil.rmtree(
                library_folder / name, ignore_errors=True
            )  # on a full disk, it takes the space of what is needed
            raise
        catalog.set_facts({"vectors_folder": name, "vectors_indexed_through": last, "vectors_in_change": 0})
        catalog.forget_removals(removals)
        for old in library_folder.glob("vectors-*"):
            if old.name != name:
                shutil.rmtree(old, ignore_errors=True)


def _fill(folder: Path, catalog: Catalog, progress: Callable[[int], None] | None) -> int:
    index = VectorIndex(folder)
    try:
        return _add(catalog, index, 0, note=False, progress=progress)
    finally:
        index.close()


def indexed_through(catalog: Catalog) -> int:
    """The number of the last passage that the index has been given; 0 where it has none."""
    return int(catalog.fact("vectors_indexed_through") or 0)


def not_indexed(catalog: Catalog) -> int:
    """How many passages the index has not been given yet; they are found all the same."""
    return catalog.passages_after(indexed_through(catalog))


def disagreements(catalog: Catalog, library_folder: Path) -> list[str]:
    """In what the index differs from what the catalog has given it, in words; empty where they agree. Reads only."""
    folder = index_folder(catalog, library_folder)
    if folder is None or not folder.is_dir():
        return ["there is no vector index yet"] if catalog.counts()[1] else []
    found: list[str] = []
    if catalog.fact("vectors_in_change") == "1":
        found.append("the vector index was left in the middle of a change")
    pending = len(catalog.pending_removals())
    with index_lock(library_folder):
        try:
            index = VectorIndex(folder)
        except LibraryError as error:
            return [*found, str(error)]
        try:
            count, expected = index.count(), _passages_expected(catalog)
            if not expected <= count <= expected + pending:
                found.append(f"the catalog has {expected} passages for the vector index, which holds {count}")
            asked, lost = _lost_vectors(catalog, index, _SAMPLE)
            if lost > asked * _MAY_MISS:
                found.append(f"{lost} of {asked} vectors asked for are not found in the vector index")
        except LibraryError as error:
            found.append(str(error))
        finally:
            index.close()
    return found


def _passages_expected(catalog: Catalog) -> int:
    """How many passages the index holds if all is well; more where it has still to forget some."""
    return catalog.counts()[1] - not_indexed(catalog)


def _lost_vectors(catalog: Catalog, index: VectorIndex, sample: int) -> tuple[int, int]:
    """Asks the index for some of its own vectors, from the oldest to the newest: how many it was asked for, and how many it did not find."""
    through = indexed_through(catalog)
    first, _ = catalog.vectors(limit=1)
    if not len(first) or first[0] > through:
        return 0, 0
    asked: dict[int, Vectors] = {}
    for at in np.linspace(first[0] - 1, through - 1, sample).astype(int).tolist():
        numbers, vectors = catalog.vectors(after=at, limit=1)
        if len(numbers) and numbers[0] <= through:
            asked[int(numbers[0])] = vectors[0]
    return len(asked), sum(index.nearest(vector, 1)[1][:1].sum() < _SAME for vector in asked.values())


def _remove(catalog: Catalog, index: VectorIndex, removals: Sequence[int]) -> None:
    if removals:
        index.remove(removals)
        catalog.forget_removals(removals)


def _add(
    catalog: Catalog, index: VectorIndex, through: int, note: bool = True, progress: Callable[[int], None] | None = None
) -> int:
    """Adds all passages after `through`; gives the last number. With `note`, the catalog learns of each batch."""
    added = 0
    while True:
        numbers, vectors = catalog.vectors(after=through, limit=_BATCH)
        if not len(numbers):
            return through
        index.add(numbers, vectors)
        through = int(numbers[-1])
        added += len(numbers)
        if note:
            catalog.set_fact("vectors_indexed_through", through)
        if progress:
            progress(added)
