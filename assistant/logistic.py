"""The logistic function and its inverse."""

import math

_MIN_SCORE = -700  # below, `math.exp` overflows
_MIN_PROBABILITY = 1e-12


def sigmoid(score: float) -> float:
    """Returns the probability of a score in log odds."""
    return 1 / (1 + math.exp(-score)) if score > _MIN_SCORE else 0.0


def logit(probability: float) -> float:
    """Returns the log odds of a probability, which is kept a little away from 0 and 1."""
    bounded = min(max(probability, _MIN_PROBABILITY), 1 - _MIN_PROBABILITY)
    return math.log(bounded / (1 - bounded))
