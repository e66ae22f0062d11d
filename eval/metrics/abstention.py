"""Whether the assistant says that the articles do not say where they do not, and only there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.eval.metrics.metric import Auroc, Floats, Measure, Ratio, mean
from assistant.eval.results.result import AnswerRecord, AskedQuestion


def abstention_metrics(questions: Sequence[AskedQuestion], answers: Sequence[AnswerRecord]) -> list[Measure]:
    """Precision and recall of `not_found` on the unanswerable questions, what it costs, and AUROC of the confidence."""
    refused = _refused(answers)
    answerable = _answerable(questions)
    return [
        Measure("abstention precision", "share", Ratio(refused * (1 - answerable), refused)),
        Measure("abstention recall", "share", Ratio(refused * (1 - answerable), 1 - answerable)),
        Measure("abstention AUROC", "share", Auroc(_confidence(answers), answerable)),
        mean(
            "refused, though answerable",
            [value if can else None for value, can in zip(refused, answerable, strict=True)],
            fewer_is_better=True,
        ),
    ]


@dataclass(frozen=True, slots=True)
class AbstentionCurve:
    """Precision and recall of refusing, for every threshold on the confidence, and where the assistant stands.

    Attributes:
        recall: From few refusals to many.
        precision: At each of these.
        chosen: (recall, precision) of the assistant's own threshold; None where it refused nothing.
    """

    recall: Floats
    precision: Floats
    chosen: tuple[float, float] | None


def abstention_curve(questions: Sequence[AskedQuestion], answers: Sequence[AnswerRecord]) -> AbstentionCurve | None:
    """None where there are no unanswerable questions."""
    unanswerable = 1 - _answerable(questions)
    if not unanswerable.any():
        return None
    from sklearn.metrics import precision_recall_curve

    precision, recall, _ = precision_recall_curve(unanswerable, 1 - _confidence(answers))
    refused = _refused(answers)
    right = float((refused * unanswerable).sum())
    chosen = (right / unanswerable.sum(), right / refused.sum()) if refused.any() else None
    # The last point is no threshold's: it closes the curve at recall 0.
    return AbstentionCurve(np.asarray(recall[:-1][::-1]), np.asarray(precision[:-1][::-1]), chosen)


def _refused(answers: Sequence[AnswerRecord]) -> Floats:
    return np.array([float(answer.status == "not_found") for answer in answers])


def _confidence(answers: Sequence[AnswerRecord]) -> Floats:
    return np.array([answer.confidence for answer in answers])


def _answerable(questions: Sequence[AskedQuestion]) -> Floats:
    return np.array([float(question.answerable) for question in questions])
