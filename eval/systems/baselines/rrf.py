"""Reciprocal rank fusion of BM25 and dense retrieval (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from collections import defaultdict
from datetime import date

from assistant.eval.systems.baselines.base import BaselineInputs, RetrievedPassage, retrieved_from_library
from assistant.eval.systems.baselines.bm25 import BM25
from assistant.eval.systems.baselines.dense import Dense
from assistant.ingest.library import Library

_DEPTH = 100
_CONSTANT = 60


class RRF:
    """Fuses the 100 best passages of each ranking; each counts 1 / (60 + rank).

    Args:
        library: The library.
        lexical: The first ranking.
        dense: The second ranking.
        uses_as_of: Whether articles later than the day of the question are left out.
    """

    def __init__(self, library: Library, lexical: BM25, dense: Dense, *, uses_as_of: bool) -> None:
        self._library = library
        self._rankers = (lexical, dense)
        self._uses_as_of = uses_as_of

    def search(self, question: str, as_of: date | None, k: int) -> list[RetrievedPassage]:
        """See `Baseline.search`."""
        scores: defaultdict[int, float] = defaultdict(float)
        for ranker in self._rankers:
            ranking = ranker.ranked(question, _DEPTH, as_of if self._uses_as_of else None)
            for rank, number in enumerate(ranking, 1):
                scores[number] += 1 / (_CONSTANT + rank)
        order = sorted(scores, key=lambda number: (-scores[number], number))
        return retrieved_from_library(self._library, order[:k])


def open_baseline(inputs: BaselineInputs, *, uses_as_of: bool = False) -> RRF:
    """Opens the baseline."""
    return RRF(inputs.library, BM25(inputs.library), Dense(inputs), uses_as_of=uses_as_of)
