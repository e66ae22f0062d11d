"""Results as one HTML page that holds everything it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader

from assistant.eval.metrics.abstention import abstention_curve
from assistant.eval.metrics.latency import stages, times_ms
from assistant.eval.metrics.metric import Measure
from assistant.eval.metrics.retrieval import DEPTH, within
from assistant.eval.metrics.summary import measures_of
from assistant.eval.reports.comparison import Compared, compare_systems
from assistant.eval.reports.failed_questions import FailureGroup, failure_groups
from assistant.eval.reports.plots import abstention_plot, latency_plot, recall_plot
from assistant.eval.results.result import Result, SystemResult
from assistant.ingest.errors import UsageError

_ALL_OF_IT = "ask"


@dataclass(frozen=True, slots=True)
class Row:
    """A measure with the number of each system; None where a system has none.

    Attributes:
        measure: The measure.
        values: In the order of the systems.
        best: The best of them.
    """

    measure: Measure
    values: tuple[float | None, ...]
    best: float | None


@dataclass(frozen=True, slots=True)
class Lead:
    """How far the product is ahead of a baseline."""

    baseline: str
    compared: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Everything that the page shows of one result."""

    name: str
    result: Result
    answerable: int
    rows: tuple[Row, ...]
    leads: tuple[Lead, ...]
    recall: str
    abstention: str | None
    latency: str
    failures: tuple[FailureGroup, ...]


def write_report(results: Sequence[tuple[str, Result]], file: Path) -> None:
    """Writes the page.

    Args:
        results: Each with the name it has in the page.
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
    """The page itself."""
    templates = Environment(
        loader=PackageLoader("assistant.eval.reports", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters["number"] = _number
    templates.filters["signed"] = _signed
    sections = [_section(name, result) for name, result in results]
    return templates.get_template("report.html.jinja").render(sections=sections)


def _section(name: str, result: Result) -> Section:
    product, *baselines = result.systems
    answers = [one.answer for one in product.outcomes if one.answer is not None]
    curve = abstention_curve(result.questions, answers) if answers else None
    shown = [stage for stage in stages(product.outcomes) if stage != _ALL_OF_IT]
    return Section(
        name=name,
        result=result,
        answerable=sum(question.answerable for question in result.questions),
        rows=tuple(_rows(result)),
        leads=tuple(_lead(result, one, product) for one in baselines),
        recall=recall_plot({one.name: _recall(result, one) for one in result.systems}),
        abstention=abstention_plot(curve) if curve else None,
        latency=latency_plot({stage: times_ms(product.outcomes, stage).tolist() for stage in shown}),
        failures=tuple(failure_groups(result.questions, product)),
    )


def _rows(result: Result) -> list[Row]:
    systems = [measures_of(result.questions, one) for one in result.systems]
    rows: list[Row] = []
    for name, measure in systems[0].items():
        values = tuple(one[name].value(len(result.questions)) if name in one else None for one in systems)
        there = [value for value in values if value is not None]
        best = (min if measure.fewer_is_better else max)(there) if len(there) > 1 else None
        rows.append(Row(measure, values, best))
    return rows


def _lead(result: Result, baseline: SystemResult, product: SystemResult) -> Lead:
    compared = compare_systems(result, baseline, product)
    return Lead(baseline.name, tuple(one for one in compared if one.measure.unit == "share"))


def _recall(result: Result, system: SystemResult) -> list[float]:
    ranks = [one.hit_rank for one in system.outcomes]
    shares: list[float] = []
    for k in range(1, DEPTH + 1):
        counted = [value for value in within(result.questions, ranks, k) if value is not None]
        shares.append(sum(counted) / len(counted))
    return shares


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if unit == "share" else f"{value:.0f} ms"


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")
