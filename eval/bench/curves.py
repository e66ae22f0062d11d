"""How cost grows, drawn: a panel for each cost, a line for each system."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.eval.bench.record import SizeRecord
from assistant.ingest.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = {"assistant": "#2563eb", "llama-index": "#d97706"}
_FORMATS = (".svg", ".png", ".pdf")
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class _Panel:
    """A cost.

    Attributes:
        title: What it is, with its unit.
        value: It, of a size; None where there is none.
        logarithmic: Whether its axis is.
    """

    title: str
    value: Callable[[SizeRecord], float | None]
    logarithmic: bool = True


_PANELS = (
    _Panel("whole answer, p50 (ms)", lambda one: one.answer.p50 if one.answer else None),
    _Panel("search, p50 (ms)", lambda one: one.search.p50),
    _Panel("search, p95 (ms)", lambda one: one.search.p95),
    _Panel("open and answer first (ms)", lambda one: one.open_ms),
    _Panel("add an article (ms)", lambda one: one.add.p50),
    _Panel("remove an article (ms)", lambda one: one.remove.p50),
    _Panel("memory (MB)", lambda one: one.memory_bytes / _MEGABYTE),
    _Panel("disk (MB)", lambda one: one.disk_bytes / _MEGABYTE),
    _Panel("recall@10 of the nearest", lambda one: one.recall_at_10, logarithmic=False),
)


def require_drawable(file: Path) -> None:
    """Refuses a file that curves cannot be drawn into.

    Raises:
        UsageError: If its name does not end in one of the formats.
    """
    if file.suffix not in _FORMATS:
        raise UsageError(f"{file} is no picture; let its name end in one of {', '.join(_FORMATS)}")


def draw_curves(sizes: Sequence[SizeRecord], file: Path) -> None:
    """Draws what each system costs as it grows, into a file of the format that its name ends in."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 9), layout="constrained")
    for axes, panel in zip(figure.subplots(3, 3).flat, _PANELS, strict=True):
        _draw(axes, panel, sizes)
    figure.savefig(file)


def _draw(axes: "Axes", panel: _Panel, sizes: Sequence[SizeRecord]) -> None:
    for system, colour in _COLOURS.items():
        points = [(one.passages, panel.value(one)) for one in sizes if one.system == system]
        drawn = [(passages, value) for passages, value in points if value is not None]
        if drawn:
            axes.plot(*zip(*drawn, strict=True), marker="o", label=system, color=colour)
            axes.legend(frameon=False)
    axes.set_xscale("log")
    if panel.logarithmic:
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 1.04)
    axes.set_title(panel.title, fontsize=10)
    axes.set_xlabel("passages")
    axes.grid(alpha=0.2)
    axes.spines[["top", "right"]].set_visible(False)
