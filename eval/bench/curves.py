"""Draws cost by library size: one panel for each cost, one line for each system."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.eval.bench.bench_result import SizeRecord
from assistant.eval.extra import eval_extra
from assistant.ingest.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = {"assistant": "#2563eb", "llama-index": "#d97706"}
_FORMATS = (".svg", ".png", ".pdf")
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class _Panel:
    """A panel with one cost.

    Attributes:
        title: The cost with its unit.
        value: Returns the cost at a size; None if there is none.
        logarithmic: Whether the axis is logarithmic.
    """

    title: str
    value: Callable[[SizeRecord], float | None]
    logarithmic: bool = True


_PANELS = (
    _Panel("whole answer, p50 (ms)", lambda size: size.answer.p50 if size.answer else None),
    _Panel("search, p50 (ms)", lambda size: size.search.p50),
    _Panel("search, p95 (ms)", lambda size: size.search.p95),
    _Panel("open and answer first (ms)", lambda size: size.open_ms),
    _Panel("add an article (ms)", lambda size: size.add.p50),
    _Panel("remove an article (ms)", lambda size: size.remove.p50),
    _Panel("memory (MB)", lambda size: size.memory_bytes / _MEGABYTE),
    _Panel("disk (MB)", lambda size: size.disk_bytes / _MEGABYTE),
    _Panel("recall@10 of the nearest", lambda size: size.recall_at_10, logarithmic=False),
)


def require_drawable(file: Path) -> None:
    """Checks before a long run that curves can be drawn into a file.

    Raises:
        UsageError: If the file name has no supported image format.
        MissingExtraError: If matplotlib is not installed.
    """
    with eval_extra("drawing"):
        import_module("matplotlib")
    if file.suffix not in _FORMATS:
        raise UsageError(f"{file} has no supported image format; its name must end in one of {', '.join(_FORMATS)}")


def draw_curves(sizes: Sequence[SizeRecord], file: Path) -> None:
    """Draws the costs of each system by size. The file name determines the format."""
    with eval_extra("drawing"):
        from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 9), layout="constrained")
    for axes, panel in zip(figure.subplots(3, 3).flat, _PANELS, strict=True):
        _draw(axes, panel, sizes)
    figure.savefig(file)


def _draw(axes: "Axes", panel: _Panel, sizes: Sequence[SizeRecord]) -> None:
    for system, colour in _COLOURS.items():
        values = [(size.passages, panel.value(size)) for size in sizes if size.system == system]
        points = [(passages, value) for passages, value in values if value is not None]
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", label=system, color=colour)
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
