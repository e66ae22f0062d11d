"""Dense baseline: ranks passages by cosine similarity with the question.

Passages are embedded as a whole, each under its title, as most programs do. The product's vectors are made of
sentences, so this baseline does not use them. Its vectors are cached for later runs over the same set.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.eval.systems.baselines.base import BaselineInputs, RetrievedPassage, retrieved_from_library
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.library import Library

_BATCH_SIZE = 256
_SAY_EVERY_BATCHES = 10


class Dense:
    """Ranks by cosine similarity with whole passages; dates play no part.

    Args:
        inputs: The library and its embedder.
    """

    def __init__(self, inputs: BaselineInputs) -> None:
        self._library: Library = inputs.library
        self._embedder: Callable[[], Embedder] = inputs.embedder
        self._numbers, self._vectors = _passage_vectors(inputs)
        self._days = self._library.catalog.days(self._numbers)

    def search(self, question: str, as_of: date | None, k: int) -> list[RetrievedPassage]:
        """See `Baseline.search`."""
        del as_of
        return retrieved_from_library(self._library, self.ranked(question, k))

    def ranked(self, question: str, k: int, as_of: date | None = None) -> list[int]:
        """Returns the numbers of the `k` best passages, best first; without articles later than `as_of`."""
        if not len(self._numbers):
            return []
        scores = self._vectors @ self._embedder().embed_question(question)
        if as_of is not None:
            scores[self._days > as_of.toordinal()] = -np.inf
        best = np.argsort(-scores, kind="stable")[:k]
        return [int(self._numbers[row]) for row in best if np.isfinite(scores[row])]


def open_baseline(inputs: BaselineInputs) -> Dense:
    """Opens the baseline; embeds all passages on the first run over a set."""
    return Dense(inputs)


def _passage_vectors(inputs: BaselineInputs) -> tuple[NDArray[np.int64], Vectors]:
    """Returns the numbers of all passages, shape (n,), and their vectors, shape (n, dimension)."""
    numbers = inputs.library.catalog.passage_numbers()
    embedder_name = (inputs.library.embedder_name or "").replace("/", "_")
    file = inputs.cache / f"whole-passages-{inputs.content_hash[:12]}-{embedder_name}.npz"
    vectors = _cached_vectors(file, numbers)
    if vectors is None:
        vectors = _embed(inputs, numbers)
        _cache_vectors(file, numbers, vectors)
    return numbers, vectors


def _cached_vectors(file: Path, numbers: NDArray[np.int64]) -> Vectors | None:
    """Returns the vectors of an earlier run; None if there are none of exactly these passages."""
    if not file.is_file():
        return None
    with np.load(file) as stored:
        return np.asarray(stored["vectors"]) if np.array_equal(stored["numbers"], numbers) else None


def _embed(inputs: BaselineInputs, numbers: NDArray[np.int64]) -> Vectors:
    embedder = inputs.embedder()
    vectors = []
    for batch, first in enumerate(range(0, len(numbers), _BATCH_SIZE)):
        if batch % _SAY_EVERY_BATCHES == 0:
            inputs.say(f"embedded {first:,} of {len(numbers):,} passages as wholes; this is done once for a set")
        passages = inputs.library.catalog.passages(numbers[first : first + _BATCH_SIZE].tolist())
        vectors.append(
            embedder.embed_passages(
                [f"{stored.article.title}\n{stored.passage.text(stored.article)}" for stored in passages]
            )
        )
    return np.concatenate(vectors) if vectors else np.zeros((0, embedder.dimension), dtype=np.float32)


def _cache_vectors(file: Path, numbers: NDArray[np.int64], vectors: Vectors) -> None:
    """Writes the vectors in one step, so that a killed run leaves no incomplete file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{file.stem}.{os.getpid()}.npz")
    np.savez(partial, numbers=numbers, vectors=vectors)
    partial.replace(file)
