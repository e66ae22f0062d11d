"""The search by meaning alone: the passages whose vectors are nearest to the question's."""

from collections.abc import Callable
from datetime import date

from assistant.eval.baselines.contract import FoundPassage, Material
from assistant.eval.baselines.stored import found_passages
from assistant.ingest.embedders import Embedder
from assistant.ingest.library import Library


class Dense:
    """Cosine similarity; dates play no part."""

    def __init__(self, library: Library, embedder: Callable[[], Embedder]) -> None:
        self._library = library
        self._embedder = embedder

    def search(self, question: str, as_of: date | None, k: int) -> list[FoundPassage]:
        """See `Baseline.search`."""
        del as_of
        return found_passages(self._library, self.ranked(question, k))

    def ranked(self, question: str, k: int, as_of: date | None = None) -> list[int]:
        """The numbers of the `k` best passages."""
        vector = self._embedder().embed_question(question)
        return [number for number, _ in self._library.nearest(vector, k, as_of)]


def open_baseline(material: Material) -> Dense:
    """See `Baseline`."""
    return Dense(material.library, material.embedder)
