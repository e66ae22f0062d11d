"""How good the answers were."""

from collections.abc import Sequence

import numpy as np

from assistant.eval.metrics.metric import Measure, Ratio, mean
from assistant.eval.results.result import AnswerRecord


def answer_metrics(answers: Sequence[AnswerRecord]) -> list[Measure]:
    """Containment over the answerable questions, SQuAD 2.0's two measures over all, the right citations, the wrong sentences."""
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
        *_shown_without_right(answers),
    ]


def _shown_without_right(answers: Sequence[AnswerRecord]) -> list[Measure]:
    """Of the sentences shown as backed, the share that cites no article with the answer, and the share that does not give the answer."""
    shown = [[one for one in answer.statements if one.supported] for answer in answers]
    below = np.array([float(len(one)) for one in shown])
    besides = np.array([float(sum(not statement.of_gold for statement in one)) for one in shown])
    without = np.array([float(sum(not statement.holds for statement in one)) for one in shown])
    return [
        Measure("shown as backed, from no gold article", "share", Ratio(besides, below), fewer_is_better=True),
        Measure("shown as backed, without the gold answer", "share", Ratio(without, below), fewer_is_better=True),
    ]
