"""The search by meaning: exact over what is in memory, Chroma for what is too much for that.

Up to `exact_limit` passages all vectors are held in memory and compared one by one: no index is faster or more exact at that size. Beyond, Chroma
answers for everything it has been given, and only what was added since is compared here. Either way, what another process has
finished is found by the next question.
"""

import logging
import threading
from dataclasses import dataclass

import numpy as np
from filelock import Timeout
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors, cosines
from assistant.ingest.errors import LibraryError
from assistant.ingest.library.catalog_contract import Catalog
from assistant.ingest.library.chroma import IndexHome, VectorIndex
from assistant.ingest.library.index_maintenance import Current, index_name, indexed_through, open_index
from assistant.ingest.library.scope import EVERYTHING, Scope

EXACT_LIMIT = 20_000
"""Passages; 30 MB and about 3 ms a question at 384 dimensions."""

_SPARE = 50
_SCAN_BATCH = 5_000
_log = logging.getLogger(__name__)

Hits = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which passages count: up to a day (an ordinal), and only these numbers (sorted), each where not None."""

    last_day: int | None
    numbers: NDArray[np.int64] | None

    @classmethod
    def of(cls, catalog: Catalog, scope: Scope) -> "_Wanted":
        last_day = scope.as_of.toordinal() if scope.as_of else None
        return cls(last_day, catalog.passages_of_sources(scope.sources) if scope.sources else None)

    def among(self, numbers: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some passages count. Undated ones have day 0, which is before every day; those that are gone have day -1."""
        wanted = days >= 0
        if self.last_day is not None:
            wanted &= days <= self.last_day
        if self.numbers is not None:
            wanted &= np.isin(numbers, self.numbers)
        return wanted


@dataclass(frozen=True, slots=True)
class _Memory:
    """Vectors held in memory, with the numbers of their passages, which grow, and the days of their articles."""

    numbers: NDArray[np.int64]
    vectors: Vectors
    days: NDArray[np.int64]

    @classmethod
    def empty(cls) -> "_Memory":
        return cls(np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.int64))

    @classmethod
    def load(cls, catalog: Catalog, after: int, limit: int | None = None) -> "_Memory":
        numbers, vectors = catalog.vectors(after, limit)
        return cls(numbers, vectors, catalog.days(numbers))

    def only(self, kept: NDArray[np.bool_]) -> "_Memory":
        return _Memory(self.numbers[kept], self.vectors[kept], self.days[kept])

    def joined(self, other: "_Memory") -> "_Memory":
        if not len(self.numbers) or not len(other.numbers):
            return self if len(self.numbers) else other
        return _Memory(
            np.concatenate([self.numbers, other.numbers]),
            np.concatenate([self.vectors, other.vectors]),
            np.concatenate([self.days, other.days]),
        )

    @classmethod
    def of(cls, catalog: Catalog, numbers: NDArray[np.int64]) -> "_Memory":
        found = catalog.vectors_of(numbers.tolist())
        kept = np.array(list(found), dtype=np.int64)
        return cls(kept, np.array(list(found.values())), catalog.days(kept)) if found else cls.empty()

    def nearest(self, vector: Vectors, limit: int, wanted: _Wanted) -> Hits:
        if not len(self.numbers):
            return []
        scores = cosines(self.vectors, vector)
        scores[~wanted.among(self.numbers, self.days)] = -np.inf
        best = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
        return [(int(self.numbers[index]), float(scores[index])) for index in best if np.isfinite(scores[index])]


class VectorSearch:
    """Finds the passages closest in meaning, as the catalog is at the moment of the question. Safe to use from several threads.

    Args:
        catalog: The truth.
        home: Where the vector index is.
        exact_limit: Up to so many passages the search is exact.
    """

    def __init__(self, catalog: Catalog, home: IndexHome, exact_limit: int = EXACT_LIMIT) -> None:
        self._catalog = catalog
        self._home = home
        self._exact_limit = exact_limit
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None
        self._name: str | None = None
        self._removals: str | None = None
        self._generation = -1
        self._base = 0  # passages up to this number are left to the index
        self._memory = _Memory.empty()

    def search(self, vector: Vectors, limit: int, scope: Scope = EVERYTHING) -> Hits:
        """(passage number, cosine similarity), the closest first.

        Args:
            vector: Shape (dimension,), of length 1.
            limit: At most this many.
            scope: Only passages of these articles.
        """
        with self._lock:
            self._refresh()
            memory, index, base = self._memory, self._index, self._base
        wanted = _Wanted.of(self._catalog, scope)
        hits = memory.nearest(vector, limit, wanted)
        if index is not None:
            if wanted.numbers is not None and len(wanted.numbers) <= self._exact_limit:
                left = wanted.numbers[wanted.numbers <= base]  # so few that no index is needed
                hits += _Memory.of(self._catalog, left).nearest(vector, limit, wanted)
            else:
                hits += self._approximate(index, base, vector, limit, wanted)
        return sorted(hits, key=lambda hit: -hit[1])[:limit]

    def take_over(self, current: Current) -> None:
        """Goes on with an index that has taken the place of the one in use; where none is in use, it is closed."""
        with self._lock:
            if self._index is None:
                current.index.close()
                return
            self._forget()
            self._index, self._name, self._base = current.index, current.name, current.through

    def release_index(self) -> None:
        """Closes Chroma, which cannot be opened twice in one process: the next question opens it again."""
        with self._lock:
            if self._index is not None:
                self._forget()

    def close(self) -> None:
        """Gives back the memory, and Chroma."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        if self._index is not None:
            self._index.close()
        self._index, self._base, self._generation, self._memory = None, 0, -1, _Memory.empty()

    def _refresh(self) -> None:
        generation = self._catalog.generation()
        if generation == self._generation:
            return
        name = index_name(self._catalog)
        if name != self._name:
            self._forget()
            self._name = name
        if self._catalog.passages_after(self._base) > self._exact_limit:
            self._open_index()
        removals = self._catalog.fact("removals")
        if removals != self._removals and len(self._memory.numbers):
            self._memory = self._memory.only(
                np.isin(self._memory.numbers, self._catalog.passage_numbers(after=self._base))
            )
        self._removals = removals
        last = int(self._memory.numbers[-1]) if len(self._memory.numbers) else self._base
        self._memory = self._memory.joined(_Memory.load(self._catalog, after=last))
        self._generation = generation

    def _open_index(self) -> None:
        """Hands over to Chroma what it has; without it, the search stays exact and merely takes longer."""
        if self._name is None:
            return
        try:
            with self._home.staying():
                through = indexed_through(self._catalog)
                if through <= self._base:
                    return
                if self._index is not None:
                    # Chroma shares what is open in one process: opened beside the old index, the new one would be the old one.
                    self._forget()
                index = open_index(self._catalog, self._home, self._name)  # and its graph is loaded while it is there
        except (LibraryError, Timeout, OSError) as error:
            _log.warning("searching without the vector index: %s", error)
            return
        self._index, self._base = index, through
        self._memory = self._memory.only(self._memory.numbers > through)

    def _approximate(self, index: VectorIndex, base: int, vector: Vectors, limit: int, wanted: _Wanted) -> Hits:
        """Asks for more and more until enough of it is wanted; the catalog knows dates and publications, Chroma does not."""
        asked = limit + _SPARE
        while asked < self._exact_limit:
            try:
                numbers, similarities = index.nearest(vector, asked)
            except LibraryError as error:
                _log.warning("this question is answered without the vector index: %s", error)
                break
            allowed = (numbers <= base) & wanted.among(numbers, self._catalog.days(numbers))
            if allowed.sum() >= limit or len(numbers) < asked:
                return list(zip(numbers[allowed].tolist(), similarities[allowed].tolist(), strict=True))
            asked *= 4
        return self._scan(base, vector, limit, wanted)

    def _scan(self, through: int, vector: Vectors, limit: int, wanted: _Wanted) -> Hits:
        """Reads every vector up to `through` from the catalog, a few thousand at a time: slow and sure."""
        hits: Hits = []
        after = 0
        while after < through:
            batch = _Memory.load(self._catalog, after, _SCAN_BATCH)
            if not len(batch.numbers):
                break
            after = int(batch.numbers[-1])
            hits += batch.only(batch.numbers <= through).nearest(vector, limit, wanted)
        return sorted(hits, key=lambda hit: -hit[1])[:limit]
