"""Paired bootstrap: how far the difference of two systems could have come out otherwise with other questions of the kind.

Questions are drawn anew with replacement, the same ones for both systems, 10,000 times; the middle 95 % of the differences are
the interval (the percentile bootstrap of Efron and Tibshirani, 1993).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.eval.metrics.metric import Floats, Statistic

RESAMPLES = 10_000
SEED = 20160
_BATCH = 1_000
_TAIL = 2.5


@dataclass(frozen=True, slots=True)
class Difference:
    """The second system's number less the first's.

    Attributes:
        first: The first system's number.
        second: The second's.
        difference: `second` less `first`.
        low: The lower end of the 95 % confidence interval.
        high: Its upper end.
    """

    first: float
    second: float
    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def paired_difference(first: Statistic, second: Statistic, questions: int, seed: int = SEED) -> Difference | None:
    """Compares two statistics over the same questions; None where one of them has no value.

    Args:
        first: Of the one system.
        second: Of the other.
        questions: How many questions there are.
        seed: Of the resampling.
    """
    once = np.ones((1, questions))
    values = float(first.over(once)[0]), float(second.over(once)[0])
    if np.isnan(values).any():
        return None
    resampled = np.concatenate([second.over(counts) - first.over(counts) for counts in _draws(questions, seed)])
    low, high = np.nanpercentile(resampled, (_TAIL, 100 - _TAIL))
    return Difference(values[0], values[1], values[1] - values[0], float(low), float(high))


def _draws(questions: int, seed: int) -> Iterator[Floats]:
    """How often each question was drawn, a thousand resamples at a time."""
    chance = np.random.default_rng(seed)
    rows = np.arange(_BATCH)[:, None] * questions
    for _ in range(RESAMPLES // _BATCH):
        drawn = chance.integers(questions, size=(_BATCH, questions))
        counts = np.bincount((rows + drawn).ravel(), minlength=_BATCH * questions)
        yield counts.reshape(_BATCH, questions).astype(np.float64)
