"""Fuses several signals of relevance into one score for each candidate passage.

Each signal has its own scale (BM25, cosines). All are standardised over the candidates (mean 0, standard deviation 1) and summed with
weights. Unlike rank fusion, this keeps the distance between the best and the second-best candidate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.questions.time_range import DateRange

CandidateScores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """The weights of the signals, in standard deviations of the candidates' scores; tuned on the dev halves of news question sets.

    Attributes:
        lexical: BM25 over title and body.
        dense: Cosine of the question and the passage.
        sentence: Cosine of the question and the closest sentence of the passage that is not itself a question.
        lead: For the first passage of a dated article: news states who, what, where and when first.
        current_range: For an article of a named time that reaches up to the date of the question ("this week", "latest").
        recency: For an article of the date of the question if the question names no time, or of an earlier time that it names.
        day: For an article of the only day that the question names, or of the day after, which reports on it.
        undated: What an article without a date loses: it ranks after dated ones that fit as well.
        decay_days: The number of days after which a third of `recency` or `current_range` is left.
    """

    lexical: float = 1.0
    dense: float = 0.5
    sentence: float = 1.0
    lead: float = 1.0
    current_range: float = 5.0
    recency: float = 4.0
    day: float = 1.0
    undated: float = 1.0
    decay_days: float = 30.0


MULTILINGUAL_WEIGHTS = FusionWeights(lexical=0.5, dense=0.25, sentence=1.5)
"""The weights for the multilingual embedder: in articles of another language than the question's, BM25 finds little but names."""


def fuse_scores(signals: Sequence[tuple[float, CandidateScores]]) -> CandidateScores:
    """Returns the weighted sum of the standardised signals.

    Args:
        signals: Pairs of weight and scores, the scores of shape (candidates,).
    """
    return np.asarray(sum(weight * _standardised(scores) for weight, scores in signals), dtype=np.float64)


def recency_prior(
    days: NDArray[np.int64], as_of: date, date_range: DateRange | None, weights: FusionWeights
) -> CandidateScores:
    """Returns what the date of an article adds to its score.

    Older articles lose nothing: an old article that fits much better than all recent ones stays ahead. Undated ones lose a little, and
    rank after dated ones that fit as well. A named time that reaches up to the date of the question ("this week", "latest") favours
    recent articles more than no named time does. A time before that favours articles of that time and of the weeks around it.

    Args:
        days: Dates of publication as ordinals, 0 if unknown; shape (candidates,).
        as_of: The date of the question.
        date_range: The time that the question names.
        weights: The weights of the signals.
    """
    adjustment = np.where(days > 0, 0.0, -weights.undated)
    recency = weights.recency * _decay(as_of.toordinal() - days, days, weights)
    if date_range is None:
        return recency + adjustment
    proximity = _decay(_days_outside(date_range, days), days, weights)
    if date_range.only_day is not None:
        delay = days - date_range.first.toordinal()
        adjustment = adjustment + weights.day * ((delay == 0) | (delay == 1))
    if date_range.last >= as_of:
        return weights.current_range * proximity + adjustment
    # Later articles may report on that time again: recent ones keep half of their recency.
    return np.maximum(weights.recency * proximity, recency / 2) + adjustment


def date_range_match(day: date | None, date_range: DateRange | None) -> float:
    """Returns how well the date of an article fits the time that a question names.

    Returns:
        1 inside the range, decaying to 0 with the distance in days; 1 if either is unknown.
    """
    if day is None or date_range is None:
        return 1.0
    days = np.array([day.toordinal()], dtype=np.int64)
    return float(_decay(_days_outside(date_range, days), days, FusionWeights())[0])


def _days_outside(date_range: DateRange, days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns how many days each date is before or after the range; 0 or less inside it."""
    return np.maximum(date_range.first.toordinal() - days, days - date_range.last.toordinal())


def _decay(distance: NDArray[np.int64], days: NDArray[np.int64], weights: FusionWeights) -> CandidateScores:
    """Returns the exponential decay with the distance in days; 0 for unknown dates."""
    return np.where(days > 0, np.exp(-np.maximum(distance, 0) / weights.decay_days), 0.0)


def _standardised(scores: CandidateScores) -> CandidateScores:
    deviation = scores.std() if len(scores) else 0.0
    return (scores - scores.mean()) / deviation if deviation > 0 else np.zeros_like(scores)
