"""Scores models behind one interface."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.eval.metrics.metric import Auroc
from assistant.extractive.qa_model import Candidate, Judgement, PackagedQAModel

Judge = Callable[[str, Sequence[Candidate]], list[Judgement]]
"""Judges the candidates of a question."""


def qa_judge(graph: Path | None) -> Judge:
    """Opens the QA model of a file; the packaged one if it is None."""
    return PackagedQAModel(graph=graph).read


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Computes how likely a positive scores above a negative; ties count half. NaN if there are no positives or no negatives."""
    scores = np.array([*positive, *negative], dtype=np.float64)
    is_positive = np.repeat([1.0, 0.0], [len(positive), len(negative)])
    return float(Auroc(scores, is_positive).over(np.ones((1, len(scores))))[0])


def share(values: Sequence[bool]) -> float:
    """Computes the share of true values; NaN if there are no values."""
    return sum(values) / len(values) if values else float("nan")


def refused_rightly(answerable: Sequence[float], unanswerable: Sequence[float], refused_wrongly: float = 0.1) -> float:
    """Computes the share of unanswerable questions that are refused at the threshold that refuses a given share of the answerable ones.

    Args:
        answerable: The scores of the answerable questions.
        unanswerable: The scores of the unanswerable questions.
        refused_wrongly: The share of the answerable questions below the threshold.
    """
    if not answerable or not unanswerable:
        return float("nan")
    threshold = np.quantile(np.asarray(answerable), refused_wrongly)
    return share([bool(score < threshold) for score in unanswerable])
