"""Draws a timeline as SVG bars, and repeats it as a table for users who do not see the drawing."""

import math

from assistant.web.components import render_template
from assistant.web.language import _, format_number
from assistant.web.library.timeline import INTERVAL_WORDS, OTHER_SOURCES, Bar, Timeline, interval_name
from assistant.web.markup import escape
from assistant.web.wording import short_date

# In pixels. The page's style shows one of the widths: "narrow" on a phone.
_WIDTHS = {"wide": 640, "narrow": 350}
_HEIGHT = 128
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 6, 8, 20
_LABEL_WIDTH = 92
_MAX_BAR_WIDTH = 44.0
_SCALE_FACTORS = (1, 2, 3, 4, 5, 6, 8, 10)
_LABEL_PATTERNS = {"day": "d MMM", "week": "d MMM", "month": "LLL"}


def draw_timeline(timeline: Timeline | None) -> str:
    """Returns the drawing with its legend and table as HTML.

    Args:
        timeline: The timeline; None if no article has a date.
    """
    if timeline is None:
        return f'<p class="about">{escape(_("None of these articles has a date."))}</p>'
    legend = "".join(
        f'<li><span class="swatch s{number}" aria-hidden="true"></span><span dir="auto">{escape(_source_name(source))}</span></li>'
        for number, source in enumerate(timeline.sources)
    )
    label = escape(_("Sources in the drawing"))
    drawings = "".join(_drawing(timeline, name, width) for name, width in _WIDTHS.items())
    return (
        f'<figure class="timeline">{drawings}<figcaption><ul class="legend" aria-label="{label}">{legend}</ul></figcaption>'
        f"{_table(timeline)}</figure>"
    )


def _drawing(timeline: Timeline, css_class: str, width: int) -> str:
    return (
        f'<svg class="{css_class}" viewBox="0 0 {width} {_HEIGHT}" role="img" aria-label="{escape(timeline.describe())}">'
        f"{_scale(timeline, width)}{_bars(timeline, width)}{_labels(timeline, width)}</svg>"
    )


def _scale_end(timeline: Timeline) -> int:
    """Returns the number at the top of the scale: that of the highest bar, rounded up."""
    highest = max(bar.total for bar in timeline.bars)
    power = 10 ** (len(str(highest)) - 1)
    return int(next(factor * power for factor in _SCALE_FACTORS if factor * power >= highest))


def _bar_height(count: int, scale_end: int) -> float:
    return count / scale_end * (_HEIGHT - _TOP - _BOTTOM)


def _bar_spacing(timeline: Timeline, width: int) -> float:
    return (width - _LEFT - _RIGHT) / len(timeline.bars)


def _scale(timeline: Timeline, width: int) -> str:
    end = _scale_end(timeline)
    marks = sorted({0, end, end // 2}) if end % 2 == 0 else [0, end]
    lines = []
    for number in marks:
        y = _HEIGHT - _BOTTOM - _bar_height(number, end)
        lines.append(f'<line class="rule" x1="{_LEFT}" x2="{width - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(
            f'<text x="{_LEFT - 5}" y="{y + 3.5:.1f}" text-anchor="end">{escape(format_number(number))}</text>'
        )
    return "".join(lines)


def _bars(timeline: Timeline, width: int) -> str:
    spacing = _bar_spacing(timeline, width)
    bar_width = min(max(spacing * 0.82, spacing - 3, 1.0), _MAX_BAR_WIDTH)
    return "".join(
        _bar(timeline, bar, _LEFT + position * spacing + (spacing - bar_width) / 2, bar_width)
        for position, bar in enumerate(timeline.bars)
        if bar.total
    )


def _bar(timeline: Timeline, bar: Bar, x: float, width: float) -> str:
    scale_end, y = _scale_end(timeline), float(_HEIGHT - _BOTTOM)
    pieces = []
    for number, count in enumerate(bar.counts):
        height = _bar_height(count, scale_end)
        y -= height
        if count:
            pieces.append(
                f'<rect class="s{number}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            )
    return f"<g><title>{_bar_title(timeline, bar)}</title>{''.join(pieces)}</g>"


def _bar_title(timeline: Timeline, bar: Bar) -> str:
    parts = [
        f"{_source_name(source)}: {format_number(count)}"
        for source, count in zip(timeline.sources, bar.counts, strict=True)
        if count
    ]
    return escape(f"{interval_name(timeline.interval, bar.start)}: {', '.join(parts)}")


def _labels(timeline: Timeline, width: int) -> str:
    spacing = _bar_spacing(timeline, width)
    every = max(1, math.ceil(_LABEL_WIDTH / spacing))
    labels = []
    for position in range(0, len(timeline.bars), every):
        start = timeline.bars[position].start
        pattern = _LABEL_PATTERNS.get(timeline.interval)
        prefix = f"{escape(short_date(start, pattern))} " if pattern else ""
        x = min(max(_LEFT + (position + 0.5) * spacing, _LEFT + 26.0), width - 32.0)
        labels.append(f'<text x="{x:.1f}" y="{_HEIGHT - 5}" text-anchor="middle">{prefix}{start.year}</text>')
    return "".join(labels)


def _table(timeline: Timeline) -> str:
    rows = [(interval_name(timeline.interval, bar.start), bar.counts) for bar in timeline.bars if bar.total]
    return render_template(
        "library/timeline_table.html",
        interval=_(INTERVAL_WORDS[timeline.interval]).capitalize(),
        sources=list(map(_source_name, timeline.sources)),
        rows=rows,
    )


def _source_name(source: str) -> str:
    return _(source) if source == OTHER_SOURCES else source
