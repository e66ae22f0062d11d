"""Numbers over many questions, computed for many resamples of them at once.

A resample is told by counts: how often each question was drawn. So a measure gets an array of shape (resamples, questions) and gives one number
for each resample; the plain value is that of one resample in which each question was drawn once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Unit = Literal["share", "ms"]


class Statistic(Protocol):
    """A number over questions."""

    def over(self, counts: Floats) -> Floats:
        """The number for each resample; NaN where nothing in it can be measured.

        Args:
            counts: Shape (resamples, questions): how often each question was drawn.
        """
        ...


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its name.

    Attributes:
        name: What a reader knows it by.
        unit: A share of 1, or milliseconds.
        statistic: How it is computed.
        fewer_is_better: Whether a smaller number is the better one.
    """

    name: str
    unit: Unit
    statistic: Statistic
    fewer_is_better: bool = False

    def value(self, questions: int) -> float | None:
        """Over all questions; None where nothing can be measured."""
        value = float(self.statistic.over(np.ones((1, questions)))[0])
        return None if np.isnan(value) else value


@dataclass(frozen=True, slots=True)
class Ratio:
    """One sum by another: a mean where the parts below are 1 for each question that counts, 0 for the others."""

    above: Floats
    below: Floats

    def over(self, counts: Floats) -> Floats:
        """See `Statistic`."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((counts @ self.above) / (counts @ self.below), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Percentile:
    """The smallest value that so many in a hundred do not exceed."""

    values: Floats
    percent: float

    def over(self, counts: Floats) -> Floats:
        """See `Statistic`."""
        order = np.argsort(self.values, kind="stable")
        drawn = np.cumsum(counts[:, order], axis=1)
        # The small difference keeps 0.95 * 20 from being a little more than 19.
        reached = drawn >= drawn[:, -1:] * self.percent / 100 - 1e-9
        return np.asarray(self.values[order][np.argmax(reached, axis=1)], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Auroc:
    """How likely a question of the one kind scores higher than one of the other; ties count half.

    Attributes:
        scores: Of each question.
        positive: 1 for those that should score high, else 0.
    """

    scores: Floats
    positive: Floats

    def over(self, counts: Floats) -> Floats:
        """See `Statistic`."""
        high, low = self.positive > 0, self.positive == 0
        above = self.scores[high][:, None] - self.scores[low][None, :]
        wins = np.where(above > 0, 1.0, np.where(above == 0, 0.5, 0.0))
        of_high, of_low = counts[:, high], counts[:, low]
        with np.errstate(invalid="ignore", divide="ignore"):
            won = ((of_high @ wins) * of_low).sum(axis=1)
            return np.asarray(won / (of_high.sum(axis=1) * of_low.sum(axis=1)), dtype=np.float64)


def mean(name: str, values: Sequence[float | None], *, fewer_is_better: bool = False) -> Measure:
    """The mean over the questions that have a value."""
    above = np.array([0.0 if value is None else float(value) for value in values])
    below = np.array([float(value is not None) for value in values])
    return Measure(name, "share", Ratio(above, below), fewer_is_better)
