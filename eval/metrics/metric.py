"""Statistics over questions, computed for many bootstrap resamples at once.

A resample is described by counts: how often each question was drawn. A statistic takes an array of counts of shape
(resamples, questions) and returns one number for each resample. Its plain value is that of counts of 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Groups = NDArray[np.int64]
"""The group of each question, numbered from 0; shape (questions,). The questions of a group are drawn together."""

Unit = Literal["share", "ms"]


class Statistic(Protocol):
    """A number over questions."""

    def over(self, counts: Floats) -> Floats:
        """Computes the number for each resample; NaN if the resample has nothing to measure.

        Args:
            counts: How often each question was drawn; shape (resamples, questions).
        """
        ...


@dataclass(frozen=True, slots=True)
class Metric:
    """A statistic with its name.

    Attributes:
        name: The name in tables and reports.
        unit: A share of 1, or milliseconds.
        statistic: Computes the value.
        fewer_is_better: Whether a smaller value is better.
    """

    name: str
    unit: Unit
    statistic: Statistic
    fewer_is_better: bool = False

    def value(self, questions: int) -> float | None:
        """Computes the value over all questions; None if there is nothing to measure."""
        value = float(self.statistic.over(np.ones((1, questions)))[0])
        return None if np.isnan(value) else value


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio of two sums over questions.

    It is a mean if the denominators are 1 for the questions that count and 0 for the others.

    Attributes:
        numerators: Of each question; shape (questions,).
        denominators: Of each question; shape (questions,).
    """

    numerators: Floats
    denominators: Floats

    def over(self, counts: Floats) -> Floats:
        """See `Statistic.over`."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((counts @ self.numerators) / (counts @ self.denominators), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Percentile:
    """The smallest value that is at least as large as `percent` of the values.

    Attributes:
        values: Of each question; shape (questions,).
        percent: 0 to 100.
    """

    values: Floats
    percent: float

    def over(self, counts: Floats) -> Floats:
        """See `Statistic.over`."""
        order = np.argsort(self.values, kind="stable")
        cumulative = np.cumsum(counts[:, order], axis=1)
        # The small difference keeps 0.95 * 20 from being a little more than 19.
        is_reached = cumulative >= cumulative[:, -1:] * self.percent / 100 - 1e-9
        return np.asarray(self.values[order][np.argmax(is_reached, axis=1)], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Auroc:
    """The area under the ROC curve: how likely a positive question scores higher than a negative one; ties count half.

    Attributes:
        scores: Of each question; shape (questions,).
        positive: 1 for the questions that should score high, else 0; shape (questions,).
    """

    scores: Floats
    positive: Floats

    def over(self, counts: Floats) -> Floats:
        """See `Statistic.over`."""
        positive, negative = self.positive > 0, self.positive == 0
        lead = self.scores[positive][:, None] - self.scores[negative][None, :]
        wins = np.where(lead > 0, 1.0, np.where(lead == 0, 0.5, 0.0))
        positive_counts, negative_counts = counts[:, positive], counts[:, negative]
        with np.errstate(invalid="ignore", divide="ignore"):
            weighted_wins = ((positive_counts @ wins) * negative_counts).sum(axis=1)
            pairs = positive_counts.sum(axis=1) * negative_counts.sum(axis=1)
            return np.asarray(weighted_wins / pairs, dtype=np.float64)


def mean(name: str, values: Sequence[float | None], *, fewer_is_better: bool = False) -> Metric:
    """Makes a metric that is the mean over the questions that have a value."""
    numerators = np.array([0.0 if value is None else float(value) for value in values])
    denominators = np.array([float(value is not None) for value in values])
    return Metric(name, "share", Ratio(numerators, denominators), fewer_is_better)
