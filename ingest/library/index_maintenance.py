"""Maintains the vector index built from the catalog: opens, updates, rebuilds and checks it.

The index need not be complete: the catalog knows the last passage in it (`vectors_indexed_through`), and later passages are searched
exactly. One process at a time changes the index, while others may write articles. It changes a copy, which replaces the old index in
one transaction of the catalog. So searches continue meanwhile, and an interrupted change has no effect.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import LibraryError, LibraryUnreachableError
from assistant.ingest.library.catalog_contract import Catalog
from assistant.ingest.library.vector_index import BATCH_SIZE, VectorIndex, VectorIndexStore

_CHECK_SAMPLE = 50
_MAX_LOST_SHARE = 0.05  # HNSW is approximate, and similar passages hide each other; a broken index loses far more
_OPEN_SAMPLE = 3
_LARGE_INDEX = 50_000  # passages; changing such an index takes longer than the rest of adding an article
_DUE_SHARE = 0.02  # of a large index
_OVERDUE_SHARE = 0.1  # of a large index: every reader holds the backlog in memory
_REBUILD_WAIT_SECONDS = 600.0
_SAME_VECTOR_COSINE = 0.999  # Chroma's precision
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ActiveIndex:
    """The open index that now belongs to the catalog.

    Attributes:
        index: The index.
        name: Its name in the store.
        through: The number of the last passage in it.
    """

    index: VectorIndex
    name: str
    through: int


def open_index(catalog: Catalog, store: VectorIndexStore, name: str) -> VectorIndex:
    """Opens an index and checks that it holds what the catalog says.

    Raises:
        LibraryError: If there is none, it cannot be opened, or passages are missing.
    """
    index = store.open(name)
    try:
        expected = _expected_count(catalog)
        if index.count() < expected:
            raise LibraryError(
                f"the vector index {index.display_name} holds {index.count()} of {expected} passages; rebuild it with: assistant reindex"
            )
        if _lost_vectors(catalog, index, _OPEN_SAMPLE)[1]:
            raise LibraryError(
                f"the vector index {index.display_name} does not find what it holds; rebuild it with: assistant reindex"
            )
    except BaseException:
        index.close()
        raise
    return index


def index_name(catalog: Catalog) -> str | None:
    """Returns the name of the catalog's vector index in the store; None if there is none yet."""
    return catalog.metadata("vectors_folder")


def indexed_through(catalog: Catalog) -> int:
    """Returns the number of the last passage in the index; 0 if there is none."""
    return int(catalog.metadata("vectors_indexed_through") or 0)


def not_indexed(catalog: Catalog) -> int:
    """Counts the passages that are not in the index yet; they are found by exact search."""
    return catalog.passages_after(indexed_through(catalog))


def backlog(catalog: Catalog) -> int:
    """Counts the passages that have still to be added to the index, or removed from it."""
    return len(catalog.pending_removals()) + not_indexed(catalog)


def is_due(catalog: Catalog, store: VectorIndexStore) -> bool:
    """Checks whether the index should be updated; a large one not for every small change."""
    name = index_name(catalog)
    if name is None or not store.exists(name):
        return catalog.counts()[1] > 0
    indexed = indexed_through(catalog)
    return backlog(catalog) > (_DUE_SHARE * indexed if indexed > _LARGE_INDEX else 0)


def is_overdue(catalog: Catalog, store: VectorIndexStore) -> bool:
    """Checks whether the index must be updated at once."""
    if catalog.counts()[1] <= _LARGE_INDEX:
        return is_due(catalog, store)
    return backlog(catalog) > _OVERDUE_SHARE * indexed_through(catalog)


def update_index(catalog: Catalog, store: VectorIndexStore) -> ActiveIndex | None:
    """Adds and removes the passages of the backlog; rebuilds the index if it is missing or damaged.

    The caller must hold the library's write lock, unless the store has a lock of its own.

    Returns:
        The new index; None if there was nothing to do.

    Raises:
        LibraryBusyError: If another process is changing the index.
        LibraryError: If it cannot be written.
    """
    with store.write_lock(0):
        name = index_name(catalog)
        if name is None and not catalog.counts()[1]:
            return None
        if name is not None and store.exists(name):
            if not backlog(catalog):
                return None
            updated = _extend(catalog, store, name)
            if updated is not None:
                return updated
        return _rebuild(catalog, store, None)


def rebuild_index(
    catalog: Catalog, store: VectorIndexStore, progress: Callable[[int], None] | None = None
) -> ActiveIndex:
    """Builds a new index from the catalog's vectors, which replaces the old one; embeds nothing.

    The caller must hold the library's write lock.

    Args:
        catalog: The source of the vectors.
        store: The store of the index.
        progress: Called with the number of passages added.

    Raises:
        LibraryBusyError: If another process is changing the index for too long.
        LibraryError: If the index cannot be written.
    """
    with store.write_lock(_REBUILD_WAIT_SECONDS):
        return _rebuild(catalog, store, progress)


def index_problems(catalog: Catalog, store: VectorIndexStore) -> list[str]:
    """Lists the differences between the index and the catalog; empty if there are none. Only reads."""
    name = index_name(catalog)
    if name is None or not store.exists(name):
        return ["there is no vector index yet"] if catalog.counts()[1] else []
    problems: list[str] = []
    pending = len(catalog.pending_removals())
    with store.open_lock():
        try:
            index = store.open(name)
        except LibraryError as error:
            return [str(error)]
        try:
            count, expected = index.count(), _expected_count(catalog)
            if not expected <= count <= expected + pending:
                problems.append(f"the catalog has {expected} passages for the vector index, which holds {count}")
            checked, lost = _lost_vectors(catalog, index, _CHECK_SAMPLE)
            if lost > checked * _MAX_LOST_SHARE:
                problems.append(f"{lost} of {checked} vectors asked for are not found in the vector index")
        except LibraryError as error:
            problems.append(str(error))
        finally:
            index.close()
    return problems


def _extend(catalog: Catalog, store: VectorIndexStore, name: str) -> ActiveIndex | None:
    """Applies the backlog to the index; returns None if the index is damaged."""
    _delete_others(catalog, store, name)
    staged = name
    try:
        staged = store.stage(name, _new_name(catalog))
        index = open_index(catalog, store, staged)
    except LibraryUnreachableError:
        raise
    except LibraryError as error:
        _log.warning("the vector index is made anew: %s", error)
        if staged != name:
            store.delete(staged)
        return None
    try:
        removals = catalog.pending_removals()
        index.remove(removals)
        active = ActiveIndex(index, staged, _add_passages(catalog, index, indexed_through(catalog)))
        _activate(catalog, store, name, active, removals)
    except BaseException:
        index.close()
        if staged != name:
            store.delete(staged)
        raise
    return active


def _rebuild(catalog: Catalog, store: VectorIndexStore, progress: Callable[[int], None] | None) -> ActiveIndex:
    old_name, name = index_name(catalog), _new_name(catalog)
    removals = catalog.pending_removals()
    try:
        index = store.create(name)
        try:
            active = ActiveIndex(index, name, _add_passages(catalog, index, 0, progress))
            _activate(catalog, store, old_name, active, removals)
        except BaseException:
            index.close()
            raise
    except BaseException:
        store.delete(name)  # on a full disk, the partial index takes space
        raise
    return active


def _activate(
    catalog: Catalog, store: VectorIndexStore, old_name: str | None, active: ActiveIndex, removals: Sequence[int]
) -> None:
    """Makes an index the catalog's, and deletes all others.

    Raises:
        LibraryError: If another process has replaced the index meanwhile.
    """
    with store.open_lock():
        with catalog.transaction() as writes:
            if index_name(catalog) != old_name:
                raise LibraryError(
                    f"the vector index {active.index.display_name} was overtaken by another; there is nothing to do"
                )
            writes.set_metadata({"vectors_folder": active.name, "vectors_indexed_through": active.through})
            writes.forget_removals(removals)
        _delete_others(catalog, store, active.name)


def _delete_others(catalog: Catalog, store: VectorIndexStore, name: str) -> None:
    """Deletes earlier indexes, and the remains of interrupted changes."""
    for other in store.names(_name_prefix(catalog)):
        if other != name:
            store.delete(other)


def _new_name(catalog: Catalog) -> str:
    return f"{_name_prefix(catalog)}-{uuid.uuid4().hex[:12]}"


def _name_prefix(catalog: Catalog) -> str:
    """Returns the prefix of this library's index names: a Chroma server may hold indexes of other libraries."""
    library_id = catalog.metadata("library_id")
    if library_id is None:
        library_id = uuid.uuid4().hex[:12]
        catalog.set_metadata({"library_id": library_id})
    return f"vectors-{library_id}"


def _expected_count(catalog: Catalog) -> int:
    """Returns the number of passages in a correct index, without pending removals."""
    return catalog.counts()[1] - not_indexed(catalog)


def _lost_vectors(catalog: Catalog, index: VectorIndex, sample: int) -> tuple[int, int]:
    """Searches the index for a sample of its own vectors, from the oldest to the newest; returns (searched, not found)."""
    through = indexed_through(catalog)
    first, _ = catalog.vectors(limit=1)
    if not len(first) or first[0] > through:
        return 0, 0
    sampled: dict[int, Vectors] = {}
    for after in np.linspace(first[0] - 1, through - 1, sample).astype(int).tolist():
        numbers, vectors = catalog.vectors(after=after, limit=1)
        if len(numbers) and numbers[0] <= through:
            sampled[int(numbers[0])] = vectors[0]
    lost = sum(index.nearest(vector, 1)[1][:1].sum() < _SAME_VECTOR_COSINE for vector in sampled.values())
    return len(sampled), lost


def _add_passages(
    catalog: Catalog, index: VectorIndex, through: int, progress: Callable[[int], None] | None = None
) -> int:
    """Adds all passages after `through`; returns the last number."""
    added = 0
    while True:
        numbers, vectors = catalog.vectors(after=through, limit=BATCH_SIZE)
        if not len(numbers):
            return through
        index.add(numbers, vectors)
        through = int(numbers[-1])
        added += len(numbers)
        if progress:
            progress(added)
