"""How well each candidate passage fits a question: one number from what several looks at it say.

Each look gives scores of its own kind (BM25, cosines). They are brought to one scale over the candidates (mean 0, standard deviation 1)
and summed with weights, which keeps what rank fusion throws away: by how much the first is better than the second.
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
    """What counts how much, in standard deviations of the candidates' scores; chosen on the choosing halves of news question sets.

    Attributes:
        words: BM25 over title and body.
        meaning: Cosine of the question and the passage.
        sentence: Cosine of the question and the closest sentence of the passage that does not itself ask.
        lead: For the passage that opens a dated article: news says who, what, where and when first.
        asked_time: For an article of the time up to the day of the question, where the question names that ("this week", "latest").
        recent: For an article of the day of the question where the question names no time, or of an earlier time that it names.
        fading_days: After so many days a third of `recent` or `asked_time` is left.
    """

    words: float = 1.0
    meaning: float = 0.5
    sentence: float = 1.0
    lead: float = 1.0
    asked_time: float = 5.0
    recent: float = 4.0
    fading_days: float = 30.0


def fuse_scores(looks: Sequence[tuple[float, CandidateScores]]) -> CandidateScores:
    """The weighted sum of the looks, each on the scale of its own spread.

    Args:
        looks: (weight, scores), the scores of shape (candidates,).
    """
    return np.asarray(sum(weight * _standard(scores) for weight, scores in looks), dtype=np.float64)


def recency_prior(
    days: NDArray[np.int64], as_of: date, asked: DateRange | None, weights: FusionWeights
) -> CandidateScores:
    """What an article's day adds to its relevance.

    Nothing is taken away from what is older: an old article that fits much better than all recent ones stays ahead. A named time that
    reaches up to the day of the question ("this week", "latest") speaks more clearly for recent articles than no word of time at all;
    one that lies before it speaks for articles of that time and of the weeks around it.

    Args:
        days: Days of publication as ordinals, 0 where unknown; shape (candidates,).
        as_of: The day of the question.
        asked: The time that it names.
        weights: How much it counts.
    """
    recent = weights.recent * _fading(as_of.toordinal() - days, days, weights)
    if asked is None:
        return recent
    near = _fading(_days_outside(asked, days), days, weights)
    if asked.last >= as_of:
        return weights.asked_time * near
    # What happened then is told again later: recent articles keep half of what they would have.
    return np.maximum(weights.recent * near, recent / 2)


def date_range_match(day: date | None, asked: DateRange | None) -> float:
    """How well an article's day fits the time that a question names: 1 within it, falling to 0 with the days between; 1 where either is unknown."""
    if day is None or asked is None:
        return 1.0
    days = np.array([day.toordinal()], dtype=np.int64)
    return float(_fading(_days_outside(asked, days), days, FusionWeights())[0])


def _days_outside(asked: DateRange, days: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many days each lies before or after the span; 0 or less within it."""
    return np.maximum(asked.first.toordinal() - days, days - asked.last.toordinal())


def _fading(distance: NDArray[np.int64], days: NDArray[np.int64], weights: FusionWeights) -> CandidateScores:
    return np.where(days > 0, np.exp(-np.maximum(distance, 0) / weights.fading_days), 0.0)


def _standard(scores: CandidateScores) -> CandidateScores:
    spread = scores.std() if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)
