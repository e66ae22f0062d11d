"""Compares two systems, or two runs, metric by metric."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.eval.metrics.bootstrap import Difference, paired_difference
from assistant.eval.metrics.chat import chat_groups, chat_metrics
from assistant.eval.metrics.metric import Groups, Metric
from assistant.eval.metrics.summary import system_metrics
from assistant.eval.results.chat_result import ChatResult
from assistant.eval.results.result import Result, SystemResult, find_system
from assistant.ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class MetricComparison:
    """A metric of two systems.

    Attributes:
        metric: The metric of the first system.
        difference: Their difference; None if one of them has no value.
    """

    metric: Metric
    difference: Difference | None


def compare(
    first: Result | ChatResult, second: Result | ChatResult, first_system: str, second_system: str
) -> list[MetricComparison]:
    """Compares a system of one result with a system of another, or of the same result.

    Raises:
        UsageError: If the results are of different questions, or a system is missing.
    """
    require_same_questions(first, second)
    groups = chat_groups(first.questions) if isinstance(first, ChatResult) else None
    return _compare_metrics(
        _metrics(first, first_system), _metrics(second, second_system), len(first.questions), first.seed, groups
    )


def compare_systems(result: Result, first: SystemResult, second: SystemResult) -> list[MetricComparison]:
    """Compares two systems over the questions of `result`, in all metrics that both have."""
    first_metrics = system_metrics(result.questions, first)
    second_metrics = system_metrics(result.questions, second)
    return _compare_metrics(first_metrics, second_metrics, len(result.questions), result.seed)


def require_same_questions(first: Result | ChatResult, second: Result | ChatResult) -> None:
    """Refuses results of different questions, because the comparison is paired.

    Raises:
        UsageError: If the results are of different questions.
    """
    first_set, second_set = first.question_set, second.question_set
    if first_set.content_hash != second_set.content_hash:
        raise UsageError(
            "the results are of different sets: "
            f"{first_set.name} ({first_set.content_hash[:12]}) and {second_set.name} ({second_set.content_hash[:12]})"
        )
    if [question.id for question in first.questions] != [question.id for question in second.questions]:
        raise UsageError(
            f"the results are of different questions of {first_set.name}: half {first_set.half} and half {second_set.half}"
        )


def _metrics(result: Result | ChatResult, system: str) -> Mapping[str, Metric]:
    if isinstance(result, ChatResult):
        return chat_metrics(result.questions, find_system(result.systems, system).outcomes)
    return system_metrics(result.questions, find_system(result.systems, system))


def _compare_metrics(
    first: Mapping[str, Metric],
    second: Mapping[str, Metric],
    questions: int,
    seed: int,
    groups: Groups | None = None,
) -> list[MetricComparison]:
    return [
        MetricComparison(metric, paired_difference(metric.statistic, second[name].statistic, questions, seed, groups))
        for name, metric in first.items()
        if name in second
    ]
