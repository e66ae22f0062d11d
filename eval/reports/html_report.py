"""Renders results as one self-contained HTML page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader

from assistant.eval.metrics.abstention import abstention_curve
from assistant.eval.metrics.latency import timed_stages, times_ms
from assistant.eval.metrics.metric import Metric
from assistant.eval.metrics.retrieval import DEPTH, found_within
from assistant.eval.metrics.summary import system_metrics
from assistant.eval.reports.comparison import MetricComparison, compare_systems
from assistant.eval.reports.failed_questions import FailureGroup, failure_groups
from assistant.eval.reports.plots import abstention_plot, latency_plot, recall_plot
from assistant.eval.results.result import Result, SystemResult
from assistant.ingest.errors import UsageError

_WHOLE_QUESTION = "ask"


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric with its value for each system.

    Attributes:
        metric: The metric.
        values: The values in the order of the systems; None if a system has none.
        best: The best value; None if fewer than two systems have one.
    """

    metric: Metric
    values: tuple[float | None, ...]
    best: float | None


@dataclass(frozen=True, slots=True)
class BaselineComparison:
    """The product compared with a baseline."""

    baseline: str
    comparisons: tuple[MetricComparison, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The part of the page about one result.

    Attributes:
        name: The heading.
        result: The result.
        answerable: The number of answerable questions.
        rows: All metrics.
        baselines: The product compared with each baseline.
        recall: The recall plot, as SVG.
        abstention: The abstention plot, as SVG; None without unanswerable questions.
        latency: The latency plot, as SVG.
        failures: The questions that went wrong.
    """

    name: str
    result: Result
    answerable: int
    rows: tuple[MetricRow, ...]
    baselines: tuple[BaselineComparison, ...]
    recall: str
    abstention: str | None
    latency: str
    failures: tuple[FailureGroup, ...]


def write_report(results: Sequence[tuple[str, Result]], file: Path) -> None:
    """Writes the page to a file.

    Args:
        results: Results with their headings.
        file: The page.

    Raises:
        UsageError: If the file cannot be written.
    """
    page = render_report(results)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror})") from error


def render_report(results: Sequence[tuple[str, Result]]) -> str:
    """Renders the page as HTML.

    Args:
        results: Results with their headings.
    """
    templates = Environment(
        loader=PackageLoader("assistant.eval.reports", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters["number"] = _number
    templates.filters["signed"] = _signed
    sections = [_section(name, result) for name, result in results]
    return templates.get_template("report.html.jinja").render(sections=sections)


def _section(name: str, result: Result) -> Section:
    product, *baselines = result.systems
    answers = [outcome.answer for outcome in product.outcomes if outcome.answer is not None]
    curve = abstention_curve(result.questions, answers) if answers else None
    stages = [stage for stage in timed_stages(product.outcomes) if stage != _WHOLE_QUESTION]
    return Section(
        name=name,
        result=result,
        answerable=sum(question.answerable for question in result.questions),
        rows=tuple(_rows(result)),
        baselines=tuple(_baseline_comparison(result, baseline, product) for baseline in baselines),
        recall=recall_plot({system.name: _recall_curve(result, system) for system in result.systems}),
        abstention=abstention_plot(curve) if curve else None,
        latency=latency_plot({stage: times_ms(product.outcomes, stage).tolist() for stage in stages}),
        failures=tuple(failure_groups(result.questions, product)),
    )


def _rows(result: Result) -> list[MetricRow]:
    by_system = [system_metrics(result.questions, system) for system in result.systems]
    rows: list[MetricRow] = []
    for name, metric in by_system[0].items():
        values = tuple(metrics[name].value(len(result.questions)) if name in metrics else None for metrics in by_system)
        present = [value for value in values if value is not None]
        best = (min if metric.fewer_is_better else max)(present) if len(present) > 1 else None
        rows.append(MetricRow(metric, values, best))
    return rows


def _baseline_comparison(result: Result, baseline: SystemResult, product: SystemResult) -> BaselineComparison:
    comparisons = compare_systems(result, baseline, product)
    return BaselineComparison(
        baseline.name, tuple(comparison for comparison in comparisons if comparison.metric.unit == "share")
    )


def _recall_curve(result: Result, system: SystemResult) -> list[float]:
    """Returns Hit@k for k from 1 to `DEPTH`."""
    ranks = [outcome.hit_rank for outcome in system.outcomes]
    shares: list[float] = []
    for k in range(1, DEPTH + 1):
        values = [value for value in found_within(result.questions, ranks, k) if value is not None]
        shares.append(sum(values) / len(values))
    return shares


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if unit == "share" else f"{value:.0f} ms"


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")
