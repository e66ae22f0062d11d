"""The search by meaning alone: the passages whose vectors are nearest to the question's."""

from collections.abc import Callable
from datetime import date

import numpy as np

from assistant.eval.systems.baselines.contract import FoundPassage, Material
from assistant.eval.systems.baselines.stored import found_passages
from assistant.eval.systems.baselines.whole_passages import whole_passage_vectors
from assistant.ingest.embedders import Embedder
from assistant.ingest.library import Library


class Dense:
    """Cosine similarity with passages embedded as wholes; dates play no part.

    Args:
        material: The library, and what embeds.
    """

    def __init__(self, material: Material) -> None:
        self._library: Library = material.library
        self._embedder: Callable[[], Embedder] = material.embedder
        self._numbers, self._vectors = whole_passage_vectors(material)
        self._days = self._library.catalog.days(self._numbers)

    def search(self, question: str, as_of: date | None, k: int) -> list[FoundPassage]:
        """See `Baseline.search`."""
        del as_of
        return found_passages(self._library, self.ranked(question, k))

    def ranked(self, question: str, k: int, as_of: date | None = None) -> list[int]:
        """The numbers of the `k` best passages."""
        if not len(self._numbers):
            return []
        scores = self._vectors @ self._embedder().embed_question(question)
        if as_of is not None:
            scores[self._days > as_of.toordinal()] = -np.inf
        best = np.argsort(-scores, kind="stable")[:k]
        return [int(self._numbers[at]) for at in best if np.isfinite(scores[at])]


def open_baseline(material: Material) -> Dense:
    """See `Baseline`."""
    return Dense(material)
