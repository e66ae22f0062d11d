"""Draws the curves of a report as inline SVG, which uses the colours and fonts of the page."""

import io
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.eval.extra import eval_extra
from assistant.eval.metrics.abstention import AbstentionCurve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = "#010203"
"""A placeholder for the page's text colour."""

_COLOURS = ("#2563eb", "#d97706", "#059669", "#9333ea", "#64748b", "#be123c", "#0891b2")
_MARGIN = 1.04
_BINS = 30
_SIZE = (4.4, 3.2)


def recall_plot(curves: Mapping[str, Sequence[float]]) -> str:
    """Draws the share of questions whose answer is among the k best passages, for each system.

    Args:
        curves: Shares for k from 1, by system; the product first.
    """
    figure, axes = _figure("k best passages", "Hit@k")
    for position, (name, shares) in enumerate(curves.items()):
        axes.plot(
            range(1, len(shares) + 1),
            shares,
            label=name,
            color=_COLOURS[position % len(_COLOURS)],
            linewidth=2.6 if position == 0 else 1.4,
            zorder=10 - position,
        )
    axes.set_ylim(0, _MARGIN)
    axes.set_xticks([1, 5, 10, 15, 20])
    axes.legend(frameon=False, loc="lower right", labelcolor=_INK)
    return _svg(figure)


def abstention_plot(curve: AbstentionCurve) -> str:
    """Draws precision by recall of refusals, and the assistant's operating point."""
    figure, axes = _figure("recall: unanswerable questions refused", "precision: refusals that are right")
    axes.plot(curve.recall, curve.precision, color=_COLOURS[0], linewidth=2, label="any threshold")
    if curve.operating_point:
        axes.plot(*curve.operating_point, "o", color=_COLOURS[1], markersize=8, label="the assistant's threshold")
    axes.set_xlim(0, _MARGIN)
    axes.set_ylim(0, _MARGIN)
    axes.legend(frameon=False, loc="lower left", labelcolor=_INK)
    return _svg(figure)


def latency_plot(times_ms: Mapping[str, Sequence[float]]) -> str:
    """Draws a histogram of times for each stage.

    Args:
        times_ms: Times of the questions, by stage.
    """
    figure, axes = _figure("milliseconds", "questions")
    longest = max((max(times, default=1.0) for times in times_ms.values()), default=1.0)
    bins = np.linspace(0, max(longest, 1.0), _BINS + 1)
    for position, (stage, times) in enumerate(times_ms.items()):
        axes.hist(times, bins=list(bins), label=stage, color=_COLOURS[position % len(_COLOURS)], alpha=0.65)
    axes.legend(frameon=False, labelcolor=_INK)
    return _svg(figure)


def _figure(x_label: str, y_label: str) -> "tuple[Figure, Axes]":
    with eval_extra("drawing"):
        from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(x_label, color=_INK)
    axes.set_ylabel(y_label, color=_INK)
    axes.tick_params(colors=_INK, length=0)
    axes.grid(alpha=0.15, color=_INK)
    axes.spines[:].set_visible(False)
    return figure, axes


def _svg(figure: "Figure") -> str:
    from matplotlib import rc_context

    buffer = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "report", "font.family": "sans-serif"}):
        figure.savefig(
            buffer,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].replace(_INK, "currentColor")
    # Element ids must be unique among the plots of a page.
    prefix = zlib.crc32(svg.encode())
    svg = re.sub(r'\bid="([^"]+)"', rf'id="p{prefix}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#p{prefix}-\1)", svg)
    return re.sub(r'href="#([^"]+)"', rf'href="#p{prefix}-\1"', svg)
