"""Metrics of chat sets: right answers, statements to the point, refusals, yes and no, pairs, confidence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.eval.metrics.latency import PERCENTILES
from assistant.eval.metrics.metric import Auroc, Groups, Metric, Percentile, Ratio, mean
from assistant.eval.results.chat_result import ChatOutcome, ChatQuestionRecord

NOT_ANSWERABLE = "not answerable"
FOLLOW_UPS = "follow-ups"
UNDECIDED = "undecided"
KIND_METRICS = ("good", "right", "first", "precision")
"""The metrics that are reported for each kind of question."""


def chat_metrics(questions: Sequence[ChatQuestionRecord], outcomes: Sequence[ChatOutcome]) -> dict[str, Metric]:
    """Returns every metric by its name, in the order of reports."""
    judged = list(zip(questions, outcomes, strict=True))
    answerable = [outcome if question.answerable else None for question, outcome in judged]
    unanswerable = [None if question.answerable else outcome for question, outcome in judged]
    times = np.array([outcome.ask_ms for outcome in outcomes], dtype=np.float64)
    metrics = [
        mean("good", [outcome.good for outcome in outcomes]),
        mean("right", [outcome.right for outcome in outcomes]),
        mean("first", [outcome.first for outcome in outcomes]),
        mean("facts", [outcome.facts for outcome in outcomes]),
        _precision(answerable),
        mean("refused rightly", _refusals(unanswerable)),
        mean("refused wrongly", _refusals(answerable), fewer_is_better=True),
        mean("lead right", [_lead_is_right(question, outcome) for question, outcome in judged]),
        mean("lead wrong", [_lead_is_wrong(question, outcome) for question, outcome in judged], fewer_is_better=True),
        mean("newest", [outcome.newest for outcome in outcomes]),
        mean("pairs", _pair_values(questions, outcomes)),
        Metric(
            "auroc",
            "share",
            Auroc(
                np.array([outcome.confidence for outcome in outcomes]),
                np.array([float(question.answerable) for question in questions]),
            ),
        ),
        *(Metric(f"ask p{percent}", "ms", Percentile(times, percent), fewer_is_better=True) for percent in PERCENTILES),
    ]
    return {metric.name: metric for metric in metrics}


def questions_by_kind(questions: Sequence[ChatQuestionRecord]) -> Mapping[str, list[int]]:
    """Returns the indices of the questions of each kind, sorted by kind.

    Unanswerable questions have a kind of their own. Follow-ups are listed again under "follow-ups".
    """
    kinds: defaultdict[str, list[int]] = defaultdict(list)
    for index, question in enumerate(questions):
        kinds[question.kind if question.answerable else NOT_ANSWERABLE].append(index)
    follow_ups = [index for index, question in enumerate(questions) if question.is_follow_up]
    return dict(sorted(kinds.items())) | ({FOLLOW_UPS: follow_ups} if follow_ups else {})


def chat_groups(questions: Sequence[ChatQuestionRecord]) -> Groups:
    """Returns the group of each question: pairs and conversations are drawn together."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(question.group, len(numbers)) for question in questions], dtype=np.int64)


def is_wrong_lead(yes_no: str | None, lead: str | None) -> bool:
    """Checks whether an answer leads with a yes or no that differs from the right one."""
    return yes_no is not None and lead in ("yes", "no") and lead != yes_no


def _refusals(outcomes: Sequence[ChatOutcome | None]) -> list[float | None]:
    return [None if outcome is None else float(outcome.is_refused) for outcome in outcomes]


def _precision(answerable: Sequence[ChatOutcome | None]) -> Metric:
    """Returns the share of the statements of answerable questions that are to the point."""
    statements = [outcome.statements if outcome else () for outcome in answerable]
    to_the_point = [sum(statement.to_the_point for statement in of_question) for of_question in statements]
    totals = [len(of_question) for of_question in statements]
    return Metric(
        "precision", "share", Ratio(np.array(to_the_point, dtype=np.float64), np.array(totals, dtype=np.float64))
    )


def _lead_is_right(question: ChatQuestionRecord, outcome: ChatOutcome) -> bool | None:
    """Checks the yes or no of an answer; an undecided question is right without one. None for other questions."""
    if not question.answerable or question.yes_no is None:
        return None
    return outcome.lead == question.yes_no or (question.yes_no == UNDECIDED and outcome.lead is None)


def _lead_is_wrong(question: ChatQuestionRecord, outcome: ChatOutcome) -> bool | None:
    if not question.answerable or question.yes_no is None:
        return None
    return is_wrong_lead(question.yes_no, outcome.lead)


def _pair_values(questions: Sequence[ChatQuestionRecord], outcomes: Sequence[ChatOutcome]) -> list[bool | None]:
    """Returns for the first question of each pair whether both answers are good; None for all other questions."""
    pairs: defaultdict[str, list[int]] = defaultdict(list)
    for index, question in enumerate(questions):
        if question.pair is not None:
            pairs[question.pair].append(index)
    values: list[bool | None] = [None] * len(questions)
    for indices in pairs.values():
        if len(indices) == 2:
            values[indices[0]] = all(outcomes[index].good for index in indices)
    return values
