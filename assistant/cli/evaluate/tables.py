"""Measurements and comparisons as tables and as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.rendering.table import NO_VALUE, table_lines
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from assistant.eval.metrics.metric import Unit
    from assistant.eval.reports.comparison import MetricComparison
    from assistant.eval.results.result import Result


def numbers_json(result: "Result") -> dict[str, object]:
    """Returns the numbers of a run, by system and metric."""
    from assistant.eval.metrics.summary import metric_values

    return {
        "set": result.question_set.model_dump(),
        "questions": len(result.questions),
        "answerable": sum(question.answerable for question in result.questions),
        "systems": metric_values(result),
    }


def numbers_lines(result: "Result") -> list[Line]:
    """Returns a table with a row for each metric and a column for each system."""
    from assistant.eval.metrics.summary import system_metrics

    by_system = {system.name: system_metrics(result.questions, system) for system in result.systems}
    product = next(iter(by_system.values()))
    rows = [
        [
            name,
            *(
                format_value(each[name].value(len(result.questions)), measure.unit) if name in each else ""
                for each in by_system.values()
            ),
        ]
        for name, measure in product.items()
    ]
    question_set = result.question_set
    answerable = sum(question.answerable for question in result.questions)
    questions = f"{quantity(len(result.questions), 'question')}, {answerable} of them answerable"
    where = f"{quantity(question_set.articles, 'article')}, {quantity(question_set.passages, 'passage')}"
    return [
        [
            StyledText(
                f"{question_set.name}, {question_set.half}, as of {question_set.as_of}: {questions}; {where}", "bold"
            )
        ],
        [StyledText("")],
        *table_lines(["", *by_system], rows),
    ]


def comparison_json(comparisons: "Sequence[MetricComparison]") -> list[dict[str, object]]:
    """Returns the differences, metric by metric."""
    return [
        {
            "measure": comparison.metric.name,
            "first": comparison.difference.first,
            "second": comparison.difference.second,
            "difference": comparison.difference.difference,
            "low": comparison.difference.low,
            "high": comparison.difference.high,
        }
        for comparison in comparisons
        if comparison.difference is not None
    ]


def comparison_lines(comparisons: "Sequence[MetricComparison]", names: tuple[str, str]) -> list[Line]:
    """Returns a table: both numbers, their difference, its 95 % confidence interval, and a star if that excludes zero."""
    rows = []
    for comparison in comparisons:
        if comparison.difference is None:
            continue
        difference, unit = comparison.difference, comparison.metric.unit
        interval = f"{_signed(difference.low, unit)} to {_signed(difference.high, unit)}"
        numbers = [format_value(difference.first, unit), format_value(difference.second, unit)]
        rows.append(
            [
                comparison.metric.name,
                *numbers,
                _signed(difference.difference, unit),
                interval,
                "*" if difference.is_clear else "",
            ]
        )
    return [
        *table_lines(["", *names, "difference", "95 % interval", ""], rows),
        [StyledText("")],
        [StyledText("* the interval (paired bootstrap, 10,000 resamples) excludes zero", "dim")],
    ]


def format_value(value: float | None, unit: "Unit") -> str:
    """Returns the value of a metric with its unit, or a dash if there is none."""
    if value is None:
        return NO_VALUE
    return f"{value:.3f}" if unit == "share" else f"{value:.0f} ms"


def _signed(value: float, unit: "Unit") -> str:
    return f"{value:+.3f}" if unit == "share" else f"{value:+.0f} ms"
