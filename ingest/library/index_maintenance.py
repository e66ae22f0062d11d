"""The nearest-neighbour index made from the catalog: opened, brought up to date, rebuilt, checked.

Nothing depends on it being complete: the catalog knows how far it goes (`vectors_indexed_through`), and what lies beyond is searched exactly. One
process at a time changes it, beside whoever writes articles: it works on a copy, which takes the old one's place in one transaction of the
catalog. So those who ask go on meanwhile, and a change that is broken off has never been.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import LibraryError, LibraryUnreachableError
from assistant.ingest.library.catalog_contract import Catalog
from assistant.ingest.library.chroma import BATCH_SIZE, IndexHome, VectorIndex

_SAMPLE = 50
_MAY_MISS = 0.05  # of the sample: the search is approximate, and passages that are much alike hide each other; a broken index loses far more
_PROBE = 3
_LARGE = 50_000  # passages; to change such an index takes longer than all the rest of adding an article
_MAY_WAIT = 0.02  # of what a large index holds
_MUST_NOT_WAIT = 0.1  # of it: all that waits is held in memory by whoever asks
_REBUILD_WAITS = 600.0  # seconds, for another process that changes the index
_SAME = 0.999  # cosine of a vector with itself, as far as Chroma keeps it
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Current:
    """The index that belongs to the catalog from now on, open.

    Attributes:
        index: The index.
        name: As its home knows it.
        through: The number of the last passage that it has been given.
    """

    index: VectorIndex
    name: str
    through: int


def open_index(catalog: Catalog, home: IndexHome, name: str) -> VectorIndex:
    """Opens an index that holds what the catalog says.

    Raises:
        LibraryError: If there is none, it cannot be opened, or it does not find what it should hold.
    """
    index = home.open(name)
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


def waiting(catalog: Catalog) -> int:
    """How many passages the index has not been given yet, or has still to forget."""
    return len(catalog.pending_removals()) + not_indexed(catalog)


def is_due(catalog: Catalog, home: IndexHome) -> bool:
    """Whether the index is to be brought up to date: a large one not for every little change, as nobody misses that."""
    name = index_name(catalog)
    if name is None or not home.holds(name):
        return catalog.counts()[1] > 0
    indexed = indexed_through(catalog)
    return waiting(catalog) > (_MAY_WAIT * indexed if indexed > _LARGE else 0)


def is_overdue(catalog: Catalog, home: IndexHome) -> bool:
    """Whether it is to be brought up to date before anything else goes on."""
    if catalog.counts()[1] <= _LARGE:
        return is_due(catalog, home)
    return waiting(catalog) > _MUST_NOT_WAIT * indexed_through(catalog)


def bring_up_to_date(catalog: Catalog, home: IndexHome) -> Current | None:
    """Puts into the index what the catalog has gained, and takes out what it has lost; builds it anew where it is lost or damaged.

    For the holder of the library's write lock, or for anybody where the index has a lock of its own.

    Returns:
        The index, where something had to be done.

    Raises:
        LibraryBusyError: If another process is doing that.
        LibraryError: If it cannot be written.
    """
    with home.changing(0):
        name = index_name(catalog)
        if name is None and not catalog.counts()[1]:
            return None
        if name is not None and home.holds(name):
            if not waiting(catalog):
                return None
            extended = _extended(catalog, home, name)
            if extended is not None:
                return extended
        return _rebuilt(catalog, home, None)


def rebuild(catalog: Catalog, home: IndexHome, progress: Callable[[int], None] | None = None) -> Current:
    """Makes a new index from the catalog's vectors, then changes over; nothing is embedded.

    Only for the holder of the write lock.

    Args:
        catalog: Where the vectors are.
        home: Where the index is to be.
        progress: Called with the number of passages added so far.

    Raises:
        LibraryBusyError: If another process is changing the index, and goes on with that.
        LibraryError: If it cannot be written.
    """
    with home.changing(_REBUILD_WAITS):
        return _rebuilt(catalog, home, progress)


def _extended(catalog: Catalog, home: IndexHome, name: str) -> Current | None:
    """The index brought up to date; None where there is nothing sound to begin with."""
    _drop_others(catalog, home, name)
    draft = name
    try:
        draft = home.draft(name, _new_name(catalog))
        index = open_index(catalog, home, draft)
    except LibraryUnreachableError:
        raise
    except LibraryError as error:
        _log.warning("the vector index is made anew: %s", error)
        _drop(home, draft, unless=name)
        return None
    try:
        removals = catalog.pending_removals()
        index.remove(removals)
        current = Current(index, draft, _add(catalog, index, indexed_through(catalog)))
        _change_over(catalog, home, name, current, removals)
    except BaseException:
        index.close()
        _drop(home, draft, unless=name)
        raise
    return current


def _rebuilt(catalog: Catalog, home: IndexHome, progress: Callable[[int], None] | None) -> Current:
    old, name = index_name(catalog), _new_name(catalog)
    removals = catalog.pending_removals()
    try:
        index = home.make(name)
        try:
            current = Current(index, name, _add(catalog, index, 0, progress))
            _change_over(catalog, home, old, current, removals)
        except BaseException:
            index.close()
            raise
    except BaseException:
        home.drop(name)  # on a full disk, it takes the space of what is needed
        raise
    return current


def _change_over(catalog: Catalog, home: IndexHome, old: str | None, new: Current, removals: Sequence[int]) -> None:
    """Says which index belongs to the catalog from now on, and takes all others away.

    Raises:
        LibraryBusyError: If the library's vectors are not those any more that it was made of.
    """
    with home.staying():
        with catalog.writing() as writes:
            if index_name(catalog) != old:
                raise LibraryError(
                    f"the vector index {new.index.shown} was overtaken by another; there is nothing to do"
                )
            writes.set_facts({"vectors_folder": new.name, "vectors_indexed_through": new.through})
            writes.forget_removals(removals)
        _drop_others(catalog, home, new.name)


def _drop_others(catalog: Catalog, home: IndexHome, name: str) -> None:
    """Those that were before, and what is left of changes that were broken off."""
    for other in home.names(_family(catalog)):
        if other != name:
            home.drop(other)


def _drop(home: IndexHome, name: str, unless: str) -> None:
    if name != unless:
        home.drop(name)


def _new_name(catalog: Catalog) -> str:
    return f"{_family(catalog)}-{uuid.uuid4().hex[:12]}"


def _family(catalog: Catalog) -> str:
    """How the names of all indexes of this library begin: a Chroma server may hold those of others."""
    known = catalog.fact("library_id")
    if known is None:
        known = uuid.uuid4().hex[:12]
        catalog.set_fact("library_id", known)
    return f"vectors-{known}"


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
    pending = len(catalog.pending_removals())
    with home.staying():
        try:
            index = home.open(name)
        except LibraryError as error:
            return [str(error)]
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


def _add(catalog: Catalog, index: VectorIndex, through: int, progress: Callable[[int], None] | None = None) -> int:
    """Adds all passages after `through`; gives the last number."""
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
