"""Measures abstention: unanswerable questions should be refused, and only those."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.eval.extra import eval_extra
from assistant.eval.metrics.metric import Auroc, Floats, Metric, Ratio, mean
from assistant.eval.results.result import AnswerRecord, QuestionRecord


def abstention_metrics(questions: Sequence[QuestionRecord], answers: Sequence[AnswerRecord]) -> list[Metric]:
    """Returns precision and recall of refusals, wrong refusals, and the AUROC of the confidence."""
    refused = _refused(answers)
    answerable = _answerable(questions)
    return [
        Metric("abstention precision", "share", Ratio(refused * (1 - answerable), refused)),
        Metric("abstention recall", "share", Ratio(refused * (1 - answerable), 1 - answerable)),
        Metric("abstention AUROC", "share", Auroc(_confidence(answers), answerable)),
        mean(
            "refused, though answerable",
            [value if is_answerable else None for value, is_answerable in zip(refused, answerable, strict=True)],
            fewer_is_better=True,
        ),
    ]


@dataclass(frozen=True, slots=True)
class AbstentionCurve:
    """Precision and recall of refusing, for every threshold on the confidence.

    Attributes:
        recall: Recall from low to high.
        precision: Precision at each recall.
        operating_point: (recall, precision) at the assistant's own threshold; None if it refused nothing.
    """

    recall: Floats
    precision: Floats
    operating_point: tuple[float, float] | None


def abstention_curve(questions: Sequence[QuestionRecord], answers: Sequence[AnswerRecord]) -> AbstentionCurve | None:
    """Computes the precision-recall curve; None if there are no unanswerable questions."""
    unanswerable = 1 - _answerable(questions)
    if not unanswerable.any():
        return None
    with eval_extra("the abstention curve"):
        from sklearn.metrics import precision_recall_curve

    precision, recall, _ = precision_recall_curve(unanswerable, 1 - _confidence(answers))
    refused = _refused(answers)
    right = float((refused * unanswerable).sum())
    point = (right / unanswerable.sum(), right / refused.sum()) if refused.any() else None
    # scikit-learn closes the curve at recall 0 with a point that belongs to no threshold.
    return AbstentionCurve(np.asarray(recall[:-1][::-1]), np.asarray(precision[:-1][::-1]), point)


def _refused(answers: Sequence[AnswerRecord]) -> Floats:
    return np.array([float(answer.status == "not_found") for answer in answers])


def _confidence(answers: Sequence[AnswerRecord]) -> Floats:
    return np.array([answer.confidence for answer in answers])


def _answerable(questions: Sequence[QuestionRecord]) -> Floats:
    return np.array([float(question.answerable) for question in questions])
