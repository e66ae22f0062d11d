"""How measurements look on a terminal, and as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.cli.output import Line, Piece
from assistant.cli.terminal_text import counted
from assistant.cli.rendering.table import NOTHING, table_lines

if TYPE_CHECKING:
    from assistant.eval.metrics.metric import Unit
    from assistant.eval.reports.comparison import MetricComparison
    from assistant.eval.results.result import Result


def numbers_json(result: "Result") -> dict[str, object]:
    """The numbers of a run, by system and measure."""
    from assistant.eval.metrics.summary import metric_values

    return {
        "set": result.question_set.model_dump(),
        "questions": len(result.questions),
        "answerable": sum(question.answerable for question in result.questions),
        "systems": metric_values(result),
    }


def numbers_lines(result: "Result") -> list[Line]:
    """A table: a row for each measure, a column for each system."""
    from assistant.eval.metrics.summary import system_metrics

    by_system = {one.name: system_metrics(result.questions, one) for one in result.systems}
    product = next(iter(by_system.values()))
    rows = [
        [
            name,
            *(
                _number(each[name].value(len(result.questions)), measure.unit) if name in each else ""
                for each in by_system.values()
            ),
        ]
        for name, measure in product.items()
    ]
    about = result.question_set
    answerable = sum(question.answerable for question in result.questions)
    asked = f"{counted(len(result.questions), 'question')}, {answerable} of them answerable"
    where = f"{counted(about.articles, 'article')}, {counted(about.passages, 'passage')}"
    return [
        [Piece(f"{about.name}, {about.half}, as of {about.as_of}: {asked}; {where}", "bold")],
        [Piece("")],
        *table_lines(["", *by_system], rows),
    ]


def comparison_json(compared: "Sequence[MetricComparison]") -> list[dict[str, object]]:
    """The differences, measure by measure."""
    return [
        {
            "measure": one.measure.name,
            "first": one.difference.first,
            "second": one.difference.second,
            "difference": one.difference.difference,
            "low": one.difference.low,
            "high": one.difference.high,
        }
        for one in compared
        if one.difference is not None
    ]


def comparison_lines(compared: "Sequence[MetricComparison]", names: tuple[str, str]) -> list[Line]:
    """A table: both numbers, their difference, its 95 % confidence interval, and a star where that leaves out zero."""
    rows = []
    for one in compared:
        if one.difference is None:
            continue
        difference, unit = one.difference, one.measure.unit
        interval = f"{_signed(difference.low, unit)} to {_signed(difference.high, unit)}"
        numbers = [_number(difference.first, unit), _number(difference.second, unit)]
        rows.append(
            [
                one.measure.name,
                *numbers,
                _signed(difference.difference, unit),
                interval,
                "*" if difference.is_clear else "",
            ]
        )
    return [
        *table_lines(["", *names, "difference", "95 % interval", ""], rows),
        [Piece("")],
        [Piece("* the interval (paired bootstrap, 10,000 resamples) leaves out zero", "dim")],
    ]


def _number(value: float | None, unit: "Unit") -> str:
    if value is None:
        return NOTHING
    return f"{value:.3f}" if unit == "share" else f"{value:.0f} ms"


def _signed(value: float, unit: "Unit") -> str:
    return f"{value:+.3f}" if unit == "share" else f"{value:+.0f} ms"
