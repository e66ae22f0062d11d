"""Plain reciprocal rank fusion of BM25 and the search by meaning (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from collections import defaultdict
from datetime import date

from assistant.eval.systems.baselines.bm25 import Bm25
from assistant.eval.systems.baselines.contract import FoundPassage, Material
from assistant.eval.systems.baselines.dense import Dense
from assistant.eval.systems.baselines.stored import found_passages
from assistant.ingest.library import Library

_DEPTH = 100
_CONSTANT = 60


class Rrf:
    """The 100 best of each list, each worth 1 / (60 + rank).

    Args:
        library: Where to look.
        words: The one list.
        meaning: The other.
        dated: Leave out what is later than the day of the question.
    """

    def __init__(self, library: Library, words: Bm25, meaning: Dense, *, dated: bool) -> None:
        self._library = library
        self._lists = (words, meaning)
        self._dated = dated

    def search(self, question: str, as_of: date | None, k: int) -> list[FoundPassage]:
        """See `Baseline.search`."""
        scores: defaultdict[int, float] = defaultdict(float)
        for ranked in self._lists:
            for rank, number in enumerate(ranked.ranked(question, _DEPTH, as_of if self._dated else None), 1):
                scores[number] += 1 / (_CONSTANT + rank)
        order = sorted(scores, key=lambda number: (-scores[number], number))
        return found_passages(self._library, order[:k])


def open_baseline(material: Material, *, dated: bool = False) -> Rrf:
    """See `Baseline`."""
    return Rrf(material.library, Bm25(material.library), Dense(material), dated=dated)
