"""How good the answers were."""

from collections.abc import Sequence

import numpy as np

from assistant.eval.measures import Measure, Ratio, mean
from assistant.eval.result import AnswerRecord


def answer_metrics(answers: Sequence[AnswerRecord]) -> list[Measure]:
    """Containment over the answerable questions, SQuAD 2.0's two measures over all, and the share of right citations."""
    judged = [[one.right for one in answer.citations if one.right is not None] for answer in answers]
    return [
        mean("answer holds the gold answer", [answer.holds for answer in answers]),
        mean("its first sentence does", [answer.first_holds for answer in answers]),
        mean("exact match", [answer.exact_match for answer in answers]),
        mean("token F1", [answer.f1 for answer in answers]),
        Measure(
            "citation precision",
            "share",
            Ratio(np.array([float(sum(one)) for one in judged]), np.array([float(len(one)) for one in judged])),
        ),
    ]
