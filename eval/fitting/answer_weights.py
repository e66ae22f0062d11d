"""Fits the weights that belong to one QA model: of its logit, of the confidence, the threshold and the calibration."""

from collections.abc import Sequence

import numpy as np

from assistant.eval.fitting.calibration import fit_calibration
from assistant.eval.fitting.ranked_questions import RankedQuestion
from assistant.eval.fitting.weights import (
    RankedSets,
    confidence_features,
    fit_confidence,
    fit_qa_model_weight,
    fit_threshold,
)
from assistant.extractive.answer_weights import AnswerWeights, Calibration
from assistant.extractive.fitted_weights import SENTENCE_WEIGHTS
from assistant.extractive.qa_model import PackagedQAModel
from assistant.ingest.errors import UsageError

MIN_QUESTIONS = 8
"""The least number of questions with and without an answer in the dev halves."""


def fit_answer_weights(ranked: RankedSets, qa_model_name: str | None) -> AnswerWeights:
    """Fits the weights for the QA model that judged the questions.

    Args:
        ranked: The ranked questions of each set.
        qa_model_name: The name of the QA model in the settings; None for the packaged one, which needs no calibration.

    Raises:
        UsageError: If there are too few questions.
        QAModelError: If the QA model does not prefer sentences that answer.
    """
    questions = [question for questions in ranked for question in questions]
    _require_enough(questions)
    weights = np.array(SENTENCE_WEIGHTS.values)
    raw = [[question.calibrated(Calibration()) for question in questions] for questions in ranked]
    calibration = Calibration()
    if qa_model_name is not None:
        calibration = fit_calibration(
            [question for questions in raw for question in questions], weights, PackagedQAModel()
        )
    calibrated = [[question.calibrated(calibration) for question in questions] for questions in raw]
    qa_model_weight = fit_qa_model_weight(calibrated, weights)
    features = confidence_features(calibrated, weights, qa_model_weight)
    confidence = fit_confidence(features)
    return AnswerWeights(qa_model_weight, confidence, fit_threshold(features, confidence), calibration)


def _require_enough(questions: Sequence[RankedQuestion]) -> None:
    answered = sum(bool(question.answerable and question.right.any()) for question in questions)
    others = sum(not question.answerable for question in questions)
    if min(answered, others) < MIN_QUESTIONS:
        raise UsageError(
            f"the dev halves have {answered} questions that a retrieved sentence answers and {others} that the articles do not answer; "
            f"a fit needs at least {MIN_QUESTIONS} of each"
        )
