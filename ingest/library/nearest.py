"""The search by meaning: exact over what is in memory, Chroma for what is too much for that.

Up to `exact_limit` passages all vectors are held in memory and compared one by one: no index is faster or more exact at that size. Beyond, Chroma
answers for everything it has been given, and only what was added since is compared here. Either way, what another process has
finished is found by the next question.
"""

import logging
import threading
from datetime import date
from pathlib import Path

import numpy as np
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import LibraryError
from assistant.ingest.library.catalog import Catalog
from assistant.ingest.library.vector_index import VectorIndex, index_folder, index_lock
from filelock import Timeout
from numpy.typing import NDArray

EXACT_LIMIT = 20_000
"""Passages; 30 MB and about 3 ms a question at 384 dimensions."""

_SPARE = 50
_log = logging.getLogger(__name__)

Hits = list[tuple[int, float]]


class NearestPassages:
    """Finds the passages closest in meaning, as the catalog is at the moment of the question. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, library_folder: Path, exact_limit: int = EXACT_LIMIT) -> None:
        self._catalog = catalog
        self._library_folder = library_folder
        self._exact_limit = exact_limit
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None
        self._forget()

    def search(self, vector: Vectors, limit: int, as_of: date | None = None) -> Hits:
        """(passage number, cosine similarity), the closest first.

        Args:
            vector: Shape (dimension,), of length 1.
            limit: At most this many.
            as_of: Only articles of this day or earlier, and undated ones.
        """
        with self._lock:
            self._refresh()
            numbers, vectors, days, index, base = self._numbers, self._vectors, self._days, self._index, self._base
        hits = _exact(numbers, vectors, days, vector, limit, as_of)
        if index is not None:
            hits += self._approximate(index, base, vector, limit, as_of)
        return sorted(hits, key=lambda hit: -hit[1])[:limit]

    def close(self) -> None:
        """Gives back the memory, and Chroma."""
        with self._lock:
            self._forget()

    def _refresh(self) -> None:
        generation = self._catalog.generation()
        if generation == self._generation:
            return
        folder = index_folder(self._catalog, self._library_folder)
        if folder != self._folder:
            self._forget()
            self._folder = folder
        if self._catalog.passages_after(self._base) > self._exact_limit:
            self._open_index(folder)
        removals = self._catalog.fact("removals")
        if removals != self._removals:
            self._drop_removed()
            self._removals = removals
        self._load_new()
        self._generation = generation

    def _open_index(self, folder: Path | None) -> None:
        """Hands over to Chroma what it has; without it, the search stays exact and merely takes longer."""
        through = int(self._catalog.fact("vectors_indexed_through") or 0)
        if folder is None or through <= self._base:
            return
        try:
            with index_lock(self._library_folder):
                if self._catalog.fact("vectors_in_change") == "1":
                    return
                through = int(self._catalog.fact("vectors_indexed_through") or 0)
                index = VectorIndex(folder)
                index.nearest(self._catalog.vectors(limit=1)[1][0], 1)  # loads the graph while nobody changes it
        except (LibraryError, Timeout, OSError) as error:
            _log.warning("searching without the vector index: %s", error)
            return
        if self._index is not None:
            self._index.close()
        self._index, self._base = index, through
        kept = self._numbers > through
        self._numbers, self._vectors, self._days = self._numbers[kept], self._vectors[kept], self._days[kept]
        self._last = max(self._last, through)

    def _load_new(self) -> None:
        numbers, vectors = self._catalog.vectors(after=self._last)
        if not len(numbers):
            return
        self._days = np.concatenate([self._days, self._catalog.days(numbers)])
        self._vectors = np.concatenate([self._vectors, vectors]) if len(self._vectors) else vectors
        self._numbers = np.concatenate([self._numbers, numbers])
        self._last = int(numbers[-1])

    def _drop_removed(self) -> None:
        if len(self._numbers):
            kept = np.isin(self._numbers, self._catalog.passage_numbers(after=self._base))
            self._numbers, self._vectors, self._days = self._numbers[kept], self._vectors[kept], self._days[kept]

    def _approximate(self, index: VectorIndex, base: int, vector: Vectors, limit: int, as_of: date | None) -> Hits:
        """Asks for more and more until enough of it is of the right time; the catalog knows the dates, Chroma does not."""
        wanted = limit + _SPARE
        while True:
            try:
                numbers, similarities = index.nearest(vector, wanted)
            except Exception as error:  # Chroma raises many kinds; another process may have rebuilt it
                _log.warning("the vector index failed (%s); this question is answered without it", error)
                return _exact_scan(self._catalog, base, vector, limit, as_of)
            allowed = _allowed(self._catalog.days(numbers), as_of)
            if allowed.sum() >= limit or len(numbers) < wanted:
                return list(zip(numbers[allowed].tolist(), similarities[allowed].tolist(), strict=True))[
                    : limit + _SPARE
                ]
            if wanted >= self._exact_limit:
                return _exact_scan(self._catalog, base, vector, limit, as_of)
            wanted *= 4

    def _forget(self) -> None:
        if self._index is not None:
            self._index.close()
        self._index = None
        self._folder: Path | None = None
        self._generation = -1
        self._removals: str | None = None
        self._base = self._last = 0
        self._numbers: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._days: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)


def _exact(
    numbers: NDArray[np.int64],
    vectors: Vectors,
    days: NDArray[np.int64],
    vector: Vectors,
    limit: int,
    as_of: date | None,
) -> Hits:
    if not len(numbers):
        return []
    scores = vectors @ vector
    scores[~_allowed(days, as_of)] = -np.inf
    best = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
    return [(int(numbers[index]), float(scores[index])) for index in best if np.isfinite(scores[index])]


def _exact_scan(catalog: Catalog, through: int, vector: Vectors, limit: int, as_of: date | None) -> Hits:
    """Reads every vector up to `through` from the catalog, a few thousand at a time: slow and sure."""
    hits: Hits = []
    after = 0
    while after < through:
        numbers, vectors = catalog.vectors(after=after, limit=5_000)
        if not len(numbers):
            break
        after = int(numbers[-1])
        hits += _exact(numbers, vectors, catalog.days(numbers), vector, limit, as_of)
    return sorted((hit for hit in hits if hit[0] <= through), key=lambda hit: -hit[1])[:limit]


def _allowed(days: NDArray[np.int64], as_of: date | None) -> NDArray[np.bool_]:
    """Undated articles have day 0, which is before every day."""
    return np.ones(len(days), dtype=bool) if as_of is None else days <= as_of.toordinal()
