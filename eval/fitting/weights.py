"""Fits the sentence ranking and the confidence to ranked questions by maximum likelihood.

- The weights of the sentence features: a conditional logit (McFadden, 1974). A sentence of a question's evidence is drawn in proportion to
  exp(weighted sum); the weights maximize the probability of a sentence that answers.
- The weight of the QA model's answer logit relative to that sum, by the same method, over the reranked sentences.
- The confidence: the product of two logistic functions, of "the articles cover the topic" and of "a sentence answers".
- The threshold: it refuses the same share of the answerable questions in the set in which it refuses most.

Each set counts equally.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.eval.fitting.ranked_questions import Matrix, QuestionFeatures, RankedQuestion, RankingExample
from assistant.extractive.features import ConfidenceWeights

WRONGLY_REFUSED = 0.08
"""The share of the answerable questions that may be refused here.

It leaves a margin: among as many other questions (150) less than one in ten is likely to be refused, as the shares of
two such halves differ by 3 points (one standard error).
"""

_MIN_PROBABILITY = 1e-9
_CONFIDENCE_RIDGE = 1e-4
_STARTS = (
    [-4.0, 8.0, 2.0, 0.0, 0.5],
    [-8.0, 12.0, 3.0, 1.0, 1.0],
    [-2.0, 4.0, 1.0, -1.0, 0.8],
)  # the likelihood has several maxima
_RIDGE = 0.0008  # keeps weights that few questions determine near 0

RankedSets = Sequence[Sequence[RankedQuestion]]


def fit_sentence_weights(sets: RankedSets) -> Matrix:
    """Fits the weights of the sentence features, shape (features,)."""
    return fit_conditional_logit([[question.ranking_example() for question in ranked] for ranked in sets])


def fit_qa_model_weight(sets: RankedSets, weights: Matrix) -> float:
    """Fits the weight of the QA model's answer logit relative to a sentence's score.

    Args:
        sets: The ranked questions of each set.
        weights: The weights of the sentence features.
    """
    scale, qa_model = fit_conditional_logit(
        [
            [
                question.reranking_example(weights)
                for question in ranked
                if question.right.any() and not question.asks_for_overview
            ]
            for ranked in sets
        ]
    )
    return float(qa_model / scale)


def fit_conditional_logit(sets: Sequence[Sequence[RankingExample]]) -> Matrix:
    """Fits the weights that maximize the probability of drawing a right sentence, shape (features,); each set counts equally."""
    from scipy.optimize import minimize

    with_right = [kept for examples in sets if (kept := [example for example in examples if example[1].any()])]

    def loss(weights: Matrix) -> float:
        losses = [
            np.mean([_negative_log_likelihood(*example, weights) for example in examples]) for examples in with_right
        ]
        return float(np.mean(losses) + _RIDGE * np.sum(weights**2))

    return np.asarray(minimize(loss, np.full(with_right[0][0][0].shape[1], 0.5), method="L-BFGS-B").x)


def _negative_log_likelihood(features: Matrix, right: NDArray[np.bool_], weights: Matrix) -> float:
    scores = features @ weights
    likelihoods = np.exp(scores - scores.max())
    return -float(np.log(likelihoods[right].sum() / likelihoods.sum()))


def confidence_features(sets: RankedSets, weights: Matrix, qa_model_weight: float) -> list[list[QuestionFeatures]]:
    """Computes the confidence features of all questions of each set.

    Args:
        sets: The ranked questions of each set.
        weights: The weights of the sentence features.
        qa_model_weight: The weight of the QA model.
    """
    return [[question.confidence_features(weights, qa_model_weight) for question in ranked] for ranked in sets]


def fit_confidence(sets: Sequence[Sequence[QuestionFeatures]]) -> ConfidenceWeights:
    """Fits the confidence weights: the likelihood of "this question is answerable" is maximized.

    In each set, the answerable and the other questions count equally.
    """
    from scipy.optimize import minimize

    answerable = [np.array([row.answerable for row in rows]) for rows in sets]

    def loss(values: Matrix) -> float:
        candidate = ConfidenceWeights(*values)
        losses = [
            -float(np.mean(np.log(np.maximum(_MIN_PROBABILITY, right))))
            for rows, labels in zip(sets, answerable, strict=True)
            for right in _likelihoods(np.array([row.confidence(candidate) for row in rows]), labels)
        ]
        return float(np.mean(losses)) + _CONFIDENCE_RIDGE * float(np.sum(values**2))

    fits = [minimize(loss, np.array(start), method="L-BFGS-B") for start in _STARTS]
    return ConfidenceWeights(*min(fits, key=lambda fit: float(fit.fun)).x.tolist())


def fit_threshold(sets: Sequence[Sequence[QuestionFeatures]], weights: ConfidenceWeights) -> float:
    """Returns the confidence below which at most `WRONGLY_REFUSED` of the answerable questions of each set are."""
    confidences = [[row.confidence(weights) for row in rows if row.answerable] for rows in sets]
    return min(float(np.quantile(values, WRONGLY_REFUSED, method="lower")) for values in confidences if values)


def _likelihoods(confidences: Matrix, labels: NDArray[np.bool_]) -> list[Matrix]:
    """Returns the probabilities of what is true: of the answerable questions, and of the others."""
    return [right for right in (confidences[labels], 1 - confidences[~labels]) if len(right)]
