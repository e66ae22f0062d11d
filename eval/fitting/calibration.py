"""Makes the answer logits of any QA model comparable with those of the packaged one (Platt scaling).

The selection of sentences has limits in logits of the packaged model. A logistic regression tells for each of the two models how likely a
sentence with a given logit is right; the logits that are equally likely right are made equal.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.eval.extra import eval_extra
from assistant.eval.fitting.ranked_questions import Matrix, RankedQuestion
from assistant.extractive.answer_weights import Calibration
from assistant.extractive.qa_model import QAModel
from assistant.ingest.errors import QAModelError

_MIN_AUROC = 0.6  # of right sentences against others; 0.5 is chance, and the packaged model reaches 0.66 to 0.86


def fit_calibration(questions: Sequence[RankedQuestion], weights: Matrix, packaged: QAModel) -> Calibration:
    """Fits the calibration of a QA model.

    Args:
        questions: Questions judged by the model, without a calibration.
        weights: The weights of the sentence features, which choose the sentences.
        packaged: The packaged QA model.

    Raises:
        QAModelError: If the model's logits are not higher for right sentences.
    """
    judged = [question for question in questions if question.sentences and not question.asks_for_overview]
    right = np.concatenate([question.best_right(weights) for question in judged])
    logits = _answer_logits(judged, weights)
    with eval_extra("fitting weights"):
        from sklearn.metrics import roc_auc_score
    auroc = float(roc_auc_score(right, logits))
    if auroc < _MIN_AUROC:
        raise QAModelError(
            f"the QA model hardly tells sentences that answer these questions from others (AUROC {auroc:.2f}), so nothing was stored; "
            "choose another model, or give more questions"
        )
    slope, intercept = _regression(logits, right)
    packaged_logits = _answer_logits([question.judged_by(packaged) for question in judged], weights)
    packaged_slope, packaged_intercept = _regression(packaged_logits, right)
    return Calibration(slope / packaged_slope, (intercept - packaged_intercept) / packaged_slope)


def _answer_logits(questions: Sequence[RankedQuestion], weights: Matrix) -> Matrix:
    return np.concatenate([question.answer_logits(weights) for question in questions])


def _regression(logits: Matrix, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Returns slope and intercept of the log odds of a right sentence by its answer logit."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(C=100.0).fit(logits[:, None], right)
    return float(regression.coef_[0, 0]), float(regression.intercept_[0])
