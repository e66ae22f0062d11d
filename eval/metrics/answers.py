"""Measures answers: gold answers contained, SQuAD 2.0's metrics, right citations, wrong statements."""

from collections.abc import Sequence

import numpy as np

from assistant.eval.metrics.metric import Metric, Ratio, mean
from assistant.eval.results.result import AnswerRecord


def answer_metrics(answers: Sequence[AnswerRecord]) -> list[Metric]:
    """Returns containment over the answerable questions, SQuAD 2.0's metrics, citation precision, wrong statements.

    SQuAD 2.0's metrics are computed over all questions, and over those that have an answer and got one.
    """
    judged = [[citation.right for citation in answer.citations if citation.right is not None] for answer in answers]
    return [
        mean("answer holds the gold answer", [answer.holds for answer in answers]),
        mean("its first sentence does", [answer.first_holds for answer in answers]),
        mean("exact match", [answer.exact_match for answer in answers]),
        mean("token F1", [answer.f1 for answer in answers]),
        mean("exact match, answered", [answer.exact_match if _is_answered(answer) else None for answer in answers]),
        mean("token F1, answered", [answer.f1 if _is_answered(answer) else None for answer in answers]),
        Metric(
            "citation precision",
            "share",
            Ratio(np.array([float(sum(right)) for right in judged]), np.array([float(len(right)) for right in judged])),
        ),
        *_wrong_statement_metrics(answers),
    ]


def _is_answered(answer: AnswerRecord) -> bool:
    """Checks whether a question has an answer and got one, right or wrong."""
    return answer.status == "answered" and answer.holds is not None


def _wrong_statement_metrics(answers: Sequence[AnswerRecord]) -> list[Metric]:
    """Returns the shares of supported statements that cite no gold article, and that do not contain the gold answer."""
    supported = [[statement for statement in answer.statements if statement.supported] for answer in answers]
    totals = np.array([float(len(statements)) for statements in supported])
    not_gold = np.array([float(sum(not statement.of_gold for statement in statements)) for statements in supported])
    not_right = np.array([float(sum(not statement.holds for statement in statements)) for statements in supported])
    return [
        Metric("shown as backed, from no gold article", "share", Ratio(not_gold, totals), fewer_is_better=True),
        Metric("shown as backed, without the gold answer", "share", Ratio(not_right, totals), fewer_is_better=True),
    ]
