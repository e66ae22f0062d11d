"""Vector search: exact over vectors in memory, Chroma for larger libraries.

Up to `exact_limit` passages, all vectors are in memory and compared one by one: no index is faster or more exact at that size. Above
it, Chroma searches the passages in its index, and only those added since are compared here. Either way, the next search finds what
another process has stored.
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
from assistant.ingest.library.index_maintenance import ActiveIndex, index_name, indexed_through, open_index
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.vector_index import VectorIndex, VectorIndexStore

EXACT_LIMIT = 20_000
"""Passages; 30 MB and about 3 ms per search at 384 dimensions."""

_OVERSAMPLING = 50
_SCAN_BATCH = 5_000
_log = logging.getLogger(__name__)

Hits = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class ScopeFilter:
    """Selects passages: up to a day (an ordinal), and only these numbers (sorted); None selects all."""

    last_day: int | None = None
    numbers: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, catalog: Catalog, scope: Scope) -> "ScopeFilter":
        """Returns the filter of a scope."""
        last_day = scope.as_of.toordinal() if scope.as_of else None
        part = scope.any_day
        return cls(last_day, None if part == EVERYTHING else catalog.passages_in(part))

    def mask(self, numbers: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns for each passage whether it is selected. Undated ones have day 0, before every day; deleted ones have day -1."""
        selected = days >= 0
        if self.last_day is not None:
            selected &= days <= self.last_day
        if self.numbers is not None:
            selected &= np.isin(numbers, self.numbers)
        return selected


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Vectors in memory, with the ascending numbers of their passages and the days of their articles."""

    numbers: NDArray[np.int64]
    vectors: Vectors
    days: NDArray[np.int64]

    @classmethod
    def empty(cls) -> "VectorTable":
        """Returns a table without rows."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.int64))

    @classmethod
    def load(cls, catalog: Catalog, after: int, limit: int | None = None) -> "VectorTable":
        """Loads the passages with a number above `after`."""
        numbers, vectors = catalog.vectors(after, limit)
        return cls(numbers, vectors, catalog.days(numbers))

    @classmethod
    def of(cls, catalog: Catalog, numbers: NDArray[np.int64]) -> "VectorTable":
        """Loads the passages with these numbers."""
        vectors = catalog.vectors_of(numbers.tolist())
        if not vectors:
            return cls.empty()
        stored = np.array(list(vectors), dtype=np.int64)
        return cls(stored, np.array(list(vectors.values())), catalog.days(stored))

    def select(self, mask: NDArray[np.bool_]) -> "VectorTable":
        """Returns the selected rows."""
        return VectorTable(self.numbers[mask], self.vectors[mask], self.days[mask])

    def append(self, other: "VectorTable") -> "VectorTable":
        """Returns a table with the rows of both."""
        if not len(self.numbers) or not len(other.numbers):
            return self if len(self.numbers) else other
        return VectorTable(
            np.concatenate([self.numbers, other.numbers]),
            np.concatenate([self.vectors, other.vectors]),
            np.concatenate([self.days, other.days]),
        )

    def nearest(self, vector: Vectors, limit: int, scope_filter: ScopeFilter) -> Hits:
        """Returns the (passage number, cosine) of the closest rows, in no order."""
        if not len(self.numbers):
            return []
        scores = cosines(self.vectors, vector)
        scores[~scope_filter.mask(self.numbers, self.days)] = -np.inf
        best = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
        return [(int(self.numbers[index]), float(scores[index])) for index in best if np.isfinite(scores[index])]


class VectorSearch:
    """Finds the passages closest in meaning, in the catalog's state at the moment of the search. Thread-safe.

    Args:
        catalog: The source of truth.
        store: The store of the vector index.
        exact_limit: Up to this number of passages the search is exact.
    """

    def __init__(self, catalog: Catalog, store: VectorIndexStore, exact_limit: int = EXACT_LIMIT) -> None:
        self._catalog = catalog
        self._store = store
        self._exact_limit = exact_limit
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None
        self._name: str | None = None
        self._removals: str | None = None
        self._generation = -1
        self._indexed_through = 0  # passages up to this number are searched in the index
        self._table = VectorTable.empty()

    def search(self, vector: Vectors, limit: int, scope: Scope = EVERYTHING) -> Hits:
        """Returns (passage number, cosine similarity), the closest first.

        Args:
            vector: Shape (dimension,), of length 1.
            limit: The largest number of passages.
            scope: Only passages of these articles.
        """
        with self._lock:
            self._refresh()
            table, index, through = self._table, self._index, self._indexed_through
        scope_filter = ScopeFilter.of(self._catalog, scope)
        hits = table.nearest(vector, limit, scope_filter)
        if index is not None:
            numbers = scope_filter.numbers
            if numbers is not None and len(numbers) <= self._exact_limit:
                rest = VectorTable.of(self._catalog, numbers[numbers <= through])
                hits += rest.nearest(vector, limit, scope_filter)
            else:
                hits += self._search_index(index, through, vector, limit, scope_filter)
        return sorted(hits, key=lambda hit: -hit[1])[:limit]

    @property
    def uses_index(self) -> bool:
        """Whether searches use the vector index, because there are more passages than the exact limit."""
        return self._index is not None

    def use_index(self, active: ActiveIndex) -> None:
        """Replaces the index in use; closes the new one if none is in use."""
        with self._lock:
            if self._index is None:
                active.index.close()
                return
            self._reset()
            self._index, self._name, self._indexed_through = active.index, active.name, active.through

    def reopen_index(self) -> None:
        """Opens the index that another process has made, if one is in use, so that no search waits for that.

        Raises:
            LibraryError: If it cannot be opened.
        """
        if not self.uses_index:
            return
        with self._store.open_lock():
            name = index_name(self._catalog)
            if name is None:
                return
            active = ActiveIndex(open_index(self._catalog, self._store, name), name, indexed_through(self._catalog))
        self.use_index(active)

    def release_index(self) -> None:
        """Closes Chroma, which cannot be opened twice in one process; the next search opens it again."""
        with self._lock:
            if self._index is not None:
                self._reset()

    def close(self) -> None:
        """Frees the memory, and closes Chroma."""
        with self._lock:
            self._reset()

    def _reset(self) -> None:
        if self._index is not None:
            self._index.close()
        self._index, self._indexed_through, self._generation = None, 0, -1
        self._table = VectorTable.empty()

    def _refresh(self) -> None:
        """Loads what has changed in the catalog since the last search."""
        generation = self._catalog.generation()
        if generation == self._generation:
            return
        name = index_name(self._catalog)
        if name != self._name:
            self._reset()
            self._name = name
        if self._catalog.passages_after(self._indexed_through) > self._exact_limit:
            self._open_index()
        removals = self._catalog.metadata("removals")
        if removals != self._removals and len(self._table.numbers):
            stored = self._catalog.passage_numbers(after=self._indexed_through)
            self._table = self._table.select(np.isin(self._table.numbers, stored))
        self._removals = removals
        last = int(self._table.numbers[-1]) if len(self._table.numbers) else self._indexed_through
        self._table = self._table.append(VectorTable.load(self._catalog, after=last))
        self._generation = generation

    def _open_index(self) -> None:
        """Opens the index and drops its passages from memory; if that fails, the search stays exact, only slower."""
        if self._name is None:
            return
        try:
            with self._store.open_lock():
                through = indexed_through(self._catalog)
                if through <= self._indexed_through:
                    return
                if self._index is not None:
                    # Chroma shares open indexes within a process: the new one would be the old one.
                    self._reset()
                index = open_index(self._catalog, self._store, self._name)  # this also loads its graph
        except (LibraryError, Timeout, OSError) as error:
            _log.warning("searching without the vector index: %s", error)
            return
        self._index, self._indexed_through = index, through
        self._table = self._table.select(self._table.numbers > through)

    def _search_index(
        self, index: VectorIndex, through: int, vector: Vectors, limit: int, scope_filter: ScopeFilter
    ) -> Hits:
        """Requests more and more passages until enough of them are in the scope; Chroma does not store dates and publications."""
        count = limit + _OVERSAMPLING
        while count < self._exact_limit:
            try:
                numbers, similarities = index.nearest(vector, count)
            except LibraryError as error:
                _log.warning("this question is answered without the vector index: %s", error)
                break
            selected = (numbers <= through) & scope_filter.mask(numbers, self._catalog.days(numbers))
            if selected.sum() >= limit or len(numbers) < count:
                return list(zip(numbers[selected].tolist(), similarities[selected].tolist(), strict=True))
            count *= 4
        return self._scan(through, vector, limit, scope_filter)

    def _scan(self, through: int, vector: Vectors, limit: int, scope_filter: ScopeFilter) -> Hits:
        """Compares every vector up to `through`, read from the catalog in batches: slow and exact."""
        hits: Hits = []
        after = 0
        while after < through:
            batch = VectorTable.load(self._catalog, after, _SCAN_BATCH)
            if not len(batch.numbers):
                break
            after = int(batch.numbers[-1])
            hits += batch.select(batch.numbers <= through).nearest(vector, limit, scope_filter)
        return sorted(hits, key=lambda hit: -hit[1])[:limit]
