"""Compares two systems, or two runs, metric by metric."""

from dataclasses import dataclass

from assistant.eval.metrics.bootstrap import Difference, paired_difference
from assistant.eval.metrics.metric import Metric
from assistant.eval.metrics.summary import system_metrics
from assistant.eval.results.result import Result, SystemResult
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


def compare(first: Result, second: Result, first_system: str, second_system: str) -> list[MetricComparison]:
    """Compares a system of one result with a system of another, or of the same result.

    Raises:
        UsageError: If the results are of different questions, or a system is missing.
    """
    require_same_questions(first, second)
    return compare_systems(first, first.system(first_system), second.system(second_system))


def compare_systems(result: Result, first: SystemResult, second: SystemResult) -> list[MetricComparison]:
    """Compares two systems over the questions of `result`, in all metrics that both have."""
    first_metrics = system_metrics(result.questions, first)
    second_metrics = system_metrics(result.questions, second)
    return [
        MetricComparison(
            metric,
            paired_difference(metric.statistic, second_metrics[name].statistic, len(result.questions), result.seed),
        )
        for name, metric in first_metrics.items()
        if name in second_metrics
    ]


def require_same_questions(first: Result, second: Result) -> None:
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
