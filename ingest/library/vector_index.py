"""The nearest-neighbour index made from the catalog: opened, brought up to date, rebuilt, checked.

It is only ever changed by the holder of the library's write lock. Nothing depends on it being complete: the catalog knows how far it goes
(`vectors_indexed_through`), and what lies beyond is searched exactly.
"""

import logging
import uuid
from collections.abc import Callable, Sequence

import numpy as np

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import LibraryError, LibraryUnreachableError
from assistant.ingest.library.chroma import AT_ONCE, IndexHome, VectorIndex
from assistant.ingest.library.contract import Catalog

_SAMPLE = 50
_MAY_MISS = 0.05  # of the sample: the search is approximate, and passages that are much alike hide each other; a broken index loses far more
_PROBE = 3
_LARGE = 50_000  # passages; to open such an index for a little change takes longer than all the rest of the change
_MAY_WAIT = 0.02  # of what a large index holds
_SAME = 0.999  # cosine of a vector with itself, as far as Chroma keeps it
_log = logging.getLogger(__name__)


def open_index(catalog: Catalog, home: IndexHome) -> VectorIndex:
    """Opens the index that belongs to the catalog. To be called within `home.unchanging()`.

    Raises:
        LibraryError: If there is none, it cannot be opened, or it does not find what it should hold.
    """
    index = home.open(index_name(catalog) or "")
    try:
        expected = _passages_expected(catalog)
        if index.count() < expected:
            raise LibraryError(
                f"the vector index {index.shown} holds {index.count()} of {expected} passages; rebuild it with: assistant reindex"
            )
        if _lost_vectors(catalog, index, _PROBE)[1]:
            raise LibraryError(
                f"the vector index {index.shown} does not find what it holds; rebuild it with: assistant reindex"
            )
    except BaseException:
        index.close()
        raise
    return index


def index_name(catalog: Catalog) -> str | None:
    """The vector index that belongs to the catalog, as its home knows it; None where there is none yet."""
    return catalog.fact("vectors_folder")


def is_trusted(catalog: Catalog, home: IndexHome) -> bool:
    """Whether no change was broken off that the index may not have survived."""
    return home.survives_kills or catalog.fact("vectors_in_change") != "1"


def bring_up_to_date(catalog: Catalog, home: IndexHome) -> None:
    """Puts into the index what the catalog has gained, and takes out what it has lost; builds it anew where it cannot be trusted.

    A large index is not opened for little of either: nobody misses it, as the search compares what the index lacks one by one and asks the
    catalog what is still there. Only for the holder of the write lock.
    """
    name = index_name(catalog)
    if name is None and not catalog.counts()[1]:
        return
    if name is None or not home.holds(name) or not is_trusted(catalog, home):
        rebuild(catalog, home)
        return
    removals = catalog.pending_removals()
    waiting, indexed = len(removals) + not_indexed(catalog), indexed_through(catalog)
    if not waiting or (indexed > _LARGE and waiting <= _MAY_WAIT * indexed):
        return
    if not _extend(catalog, home, removals):
        rebuild(catalog, home)


def _extend(catalog: Catalog, home: IndexHome, removals: Sequence[int]) -> bool:
    """Whether there is an index that could be brought up to date, which is done then."""
    with home.unchanging():
        try:
            index = open_index(catalog, home)
        except LibraryUnreachableError:
            raise
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


def rebuild(catalog: Catalog, home: IndexHome, progress: Callable[[int], None] | None = None) -> None:
    """Makes a new index from the catalog's vectors beside the old one, then changes over; nothing is embedded.

    Only for the holder of the write lock.

    Args:
        catalog: Where the vectors are.
        home: Where the index is to be.
        progress: Called with the number of passages added so far.
    """
    family = _family(catalog)
    name = f"{family}-{uuid.uuid4().hex[:12]}"
    removals = catalog.pending_removals()
    with home.unchanging():
        try:
            last = _fill(home, name, catalog, progress)
        except BaseException:
            home.drop(name)  # on a full disk, it takes the space of what is needed
            raise
        catalog.set_facts({"vectors_folder": name, "vectors_indexed_through": last, "vectors_in_change": 0})
        catalog.forget_removals(removals)
        for old in home.names(family):
            if old != name:
                home.drop(old)


def _family(catalog: Catalog) -> str:
    """How the names of all indexes of this library begin: a Chroma server may hold those of others."""
    known = catalog.fact("library_id")
    if known is None:
        known = uuid.uuid4().hex[:12]
        catalog.set_fact("library_id", known)
    return f"vectors-{known}"


def _fill(home: IndexHome, name: str, catalog: Catalog, progress: Callable[[int], None] | None) -> int:
    index = home.make(name)
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


def disagreements(catalog: Catalog, home: IndexHome) -> list[str]:
    """In what the index differs from what the catalog has given it, in words; empty where they agree. Reads only."""
    name = index_name(catalog)
    if name is None or not home.holds(name):
        return ["there is no vector index yet"] if catalog.counts()[1] else []
    found: list[str] = []
    if not is_trusted(catalog, home):
        found.append("the vector index was left in the middle of a change")
    pending = len(catalog.pending_removals())
    with home.unchanging():
        try:
            index = home.open(name)
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
        numbers, vectors = catalog.vectors(after=through, limit=AT_ONCE)
        if not len(numbers):
            return through
        index.add(numbers, vectors)
        through = int(numbers[-1])
        added += len(numbers)
        if note:
            catalog.set_fact("vectors_indexed_through", through)
        if progress:
            progress(added)
