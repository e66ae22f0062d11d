"""Collects all metrics of one system over one question set."""

from collections.abc import Mapping, Sequence

from assistant.eval.metrics.abstention import abstention_metrics
from assistant.eval.metrics.answers import answer_metrics
from assistant.eval.metrics.latency import latency_metrics
from assistant.eval.metrics.metric import Metric
from assistant.eval.metrics.retrieval import retrieval_metrics
from assistant.eval.results.result import QuestionRecord, Result, SystemResult


def system_metrics(questions: Sequence[QuestionRecord], system: SystemResult) -> dict[str, Metric]:
    """Returns every metric by its name, in the order of reports."""
    answers = [outcome.answer for outcome in system.outcomes if outcome.answer is not None]
    metrics = retrieval_metrics(questions, system.outcomes)
    if answers:
        metrics += [*answer_metrics(answers), *abstention_metrics(questions, answers)]
    metrics += latency_metrics(system.outcomes)
    return {metric.name: metric for metric in metrics}


def metric_values(result: Result) -> Mapping[str, Mapping[str, float | None]]:
    """Returns the values by system, then by metric."""
    return {
        system.name: {
            name: metric.value(len(result.questions))
            for name, metric in system_metrics(result.questions, system).items()
        }
        for system in result.systems
    }
