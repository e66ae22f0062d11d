"""Summarizes one system over a chat set: metrics with confidence intervals, metrics by kind, bad answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.eval.metrics.bootstrap import Interval, confidence_interval
from assistant.eval.metrics.chat import KIND_METRICS, chat_groups, chat_metrics, questions_by_kind
from assistant.eval.metrics.metric import Unit
from assistant.eval.results.chat_result import ChatOutcome, ChatQuestionRecord, ChatResult, ChatSystemResult


@dataclass(frozen=True, slots=True)
class MetricInterval:
    """A metric of a system.

    Attributes:
        unit: A share of 1, or milliseconds.
        interval: The value with its confidence interval; None if there is nothing to measure.
    """

    unit: Unit
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class KindSummary:
    """The metrics of one kind of question.

    Attributes:
        questions: The number of questions.
        metrics: The metrics by name; without those that have no value.
    """

    questions: int
    metrics: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class BadAnswer:
    """A question with an answer that is bad."""

    question: ChatQuestionRecord
    outcome: ChatOutcome


def metric_intervals(result: ChatResult, system: ChatSystemResult) -> dict[str, MetricInterval]:
    """Computes every metric of a system with its confidence interval, by name."""
    groups = chat_groups(result.questions)
    return {
        name: MetricInterval(
            metric.unit, confidence_interval(metric.statistic, len(result.questions), result.seed, groups)
        )
        for name, metric in chat_metrics(result.questions, system.outcomes).items()
    }


def kind_summaries(result: ChatResult, system: ChatSystemResult) -> dict[str, KindSummary]:
    """Computes the metrics of a system for each kind of question."""
    summaries = {}
    for kind, indices in questions_by_kind(result.questions).items():
        questions = [result.questions[index] for index in indices]
        metrics = chat_metrics(questions, [system.outcomes[index] for index in indices])
        groups = chat_groups(questions)
        intervals = {
            name: confidence_interval(metrics[name].statistic, len(questions), result.seed, groups)
            for name in KIND_METRICS
        }
        summaries[kind] = KindSummary(
            len(questions), {name: interval for name, interval in intervals.items() if interval is not None}
        )
    return summaries


def bad_answers(result: ChatResult, system: ChatSystemResult) -> list[BadAnswer]:
    """Returns the answers of a system that are not good, or that lead with the wrong yes or no."""
    judged = zip(result.questions, system.outcomes, strict=True)
    return [BadAnswer(question, outcome) for question, outcome in judged if outcome.problems]
