"""Bootstrap confidence intervals, for one system and for the difference of two (paired).

Questions are drawn with replacement 10,000 times, the same questions for both systems. The interval contains the middle
95 % of the values (the percentile bootstrap of Efron and Tibshirani, 1993).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.eval.metrics.metric import Floats, Groups, Statistic

RESAMPLES = 10_000
SEED = 20160
_BATCH = 1_000
_TAIL_PERCENT = 2.5


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two systems.

    Attributes:
        first: The value of the first system.
        second: The value of the second system.
        difference: `second` minus `first`.
        low: The lower end of the 95 % confidence interval.
        high: The upper end.
    """

    first: float
    second: float
    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % confidence interval.

    Attributes:
        value: The value over all questions.
        low: The lower end.
        high: The upper end.
    """

    value: float
    low: float
    high: float


def confidence_interval(
    statistic: Statistic, questions: int, seed: int = SEED, groups: Groups | None = None
) -> Interval | None:
    """Computes a statistic with its confidence interval; None if it has no value.

    Args:
        statistic: The statistic.
        questions: The number of questions.
        seed: Seeds the resampling.
        groups: Questions that are drawn together; None to draw each question alone.
    """
    value = float(statistic.over(np.ones((1, questions)))[0])
    if np.isnan(value):
        return None
    values = np.concatenate([statistic.over(counts) for counts in _resampled_counts(questions, seed, groups)])
    low, high = np.nanpercentile(values, (_TAIL_PERCENT, 100 - _TAIL_PERCENT))
    return Interval(value, float(low), float(high))


def paired_difference(
    first: Statistic, second: Statistic, questions: int, seed: int = SEED, groups: Groups | None = None
) -> Difference | None:
    """Compares two statistics over the same questions; None if one of them has no value.

    Args:
        first: The statistic of the first system.
        second: The statistic of the second system.
        questions: The number of questions.
        seed: Seeds the resampling.
        groups: Questions that are drawn together; None to draw each question alone.
    """
    once = np.ones((1, questions))
    values = float(first.over(once)[0]), float(second.over(once)[0])
    if np.isnan(values).any():
        return None
    differences = np.concatenate(
        [second.over(counts) - first.over(counts) for counts in _resampled_counts(questions, seed, groups)]
    )
    low, high = np.nanpercentile(differences, (_TAIL_PERCENT, 100 - _TAIL_PERCENT))
    return Difference(values[0], values[1], values[1] - values[0], float(low), float(high))


def _resampled_counts(questions: int, seed: int, groups: Groups | None) -> Iterator[Floats]:
    """Yields how often each question was drawn, a thousand resamples at a time."""
    generator = np.random.default_rng(seed)
    units = questions if groups is None else int(groups.max()) + 1
    offsets = np.arange(_BATCH)[:, None] * units
    for _ in range(RESAMPLES // _BATCH):
        drawn = generator.integers(units, size=(_BATCH, units))
        counts = np.bincount((offsets + drawn).ravel(), minlength=_BATCH * units)
        unit_counts = counts.reshape(_BATCH, units).astype(np.float64)
        yield unit_counts if groups is None else unit_counts[:, groups]
