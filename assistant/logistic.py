"""From any score to a probability, and back."""

import math

_FAR = 700
_LEAST = 1e-12


def sigmoid(score: float) -> float:
    """The logistic function: any score as a number between 0 and 1, the order kept."""
    return 1 / (1 + math.exp(-score)) if score > -_FAR else 0.0


def logit(sigmoid: float) -> float:
    """The inverse of `probability`."""
    inside = min(max(sigmoid, _LEAST), 1 - _LEAST)
    return math.log(inside / (1 - inside))
