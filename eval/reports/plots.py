"""The curves of a report, as SVG that stands in the page and takes its colours and letters."""

import io
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.eval.metrics.abstention import AbstentionCurve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = "#010203"
"""Stands for the page's own colour of text."""

_COLOURS = ("#2563eb", "#d97706", "#059669", "#9333ea", "#64748b", "#be123c", "#0891b2")
_MARGIN = 1.04
_BINS = 30
_SIZE = (4.4, 3.2)


def recall_plot(curves: Mapping[str, Sequence[float]]) -> str:
    """Of each system the share of questions whose answer is among the k best passages, k from 1.

    Args:
        curves: By system, the first of them the product.
    """
    figure, axes = _figure("k best passages", "Hit@k")
    for place, (name, shares) in enumerate(curves.items()):
        axes.plot(
            range(1, len(shares) + 1),
            shares,
            label=name,
            color=_COLOURS[place % len(_COLOURS)],
            linewidth=2.6 if place == 0 else 1.4,
            zorder=10 - place,
        )
    axes.set_ylim(0, _MARGIN)
    axes.set_xticks([1, 5, 10, 15, 20])
    axes.legend(frameon=False, loc="lower right", labelcolor=_INK)
    return _svg(figure)


def abstention_plot(curve: AbstentionCurve) -> str:
    """Precision by recall of saying that the articles do not say, and where the assistant stands."""
    figure, axes = _figure("recall: unanswerable questions refused", "precision: refusals that are right")
    axes.plot(curve.recall, curve.precision, color=_COLOURS[0], linewidth=2, label="any threshold")
    if curve.chosen:
        axes.plot(*curve.chosen, "o", color=_COLOURS[1], markersize=8, label="the assistant's threshold")
    axes.set_xlim(0, _MARGIN)
    axes.set_ylim(0, _MARGIN)
    axes.legend(frameon=False, loc="lower left", labelcolor=_INK)
    return _svg(figure)


def latency_plot(times_ms: Mapping[str, Sequence[float]]) -> str:
    """How many questions took how long, stage by stage.

    Args:
        times_ms: By stage.
    """
    figure, axes = _figure("milliseconds", "questions")
    longest = max((max(times, default=1.0) for times in times_ms.values()), default=1.0)
    bins = np.linspace(0, max(longest, 1.0), _BINS + 1)
    for place, (stage, times) in enumerate(times_ms.items()):
        axes.hist(times, bins=list(bins), label=stage, color=_COLOURS[place % len(_COLOURS)], alpha=0.65)
    axes.legend(frameon=False, labelcolor=_INK)
    return _svg(figure)


def _figure(below: str, beside: str) -> "tuple[Figure, Axes]":
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(below, color=_INK)
    axes.set_ylabel(beside, color=_INK)
    axes.tick_params(colors=_INK, length=0)
    axes.grid(alpha=0.15, color=_INK)
    axes.spines[:].set_visible(False)
    return figure, axes


def _svg(figure: "Figure") -> str:
    from matplotlib import rc_context

    written = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "report", "font.family": "sans-serif"}):
        figure.savefig(
            written,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    drawn = written.getvalue()
    drawn = drawn[drawn.index("<svg") :].replace(_INK, "currentColor")
    # Several drawings in one page must not share the names of their parts.
    own = zlib.crc32(drawn.encode())
    drawn = re.sub(r'\bid="([^"]+)"', rf'id="p{own}-\1"', drawn)
    drawn = re.sub(r"url\(#([^)]+)\)", rf"url(#p{own}-\1)", drawn)
    return re.sub(r'href="#([^"]+)"', rf'href="#p{own}-\1"', drawn)
