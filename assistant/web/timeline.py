"""When the articles were published, as a drawing: bars by day, week or month, parted by source. Drawn here, with no script."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.ingest.library import DayCount
from assistant.web.days import write_day
from assistant.web.markup import escape
from assistant.web.templates import render

Step = Literal["day", "week", "month", "year"]

OTHERS = "other sources"
_MOST_SOURCES = 6
_MOST_DAYS = 62
_MOST_WEEKS = 62
_MOST_MONTHS = 96
_WEEK = 7

_WIDTHS = {"wide": 640, "narrow": 350}
"""For a window, and for a phone; the page's style shows one of them."""
_HEIGHT = 128
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 6, 8, 20
_LABEL_WIDTH = 92
_ROUND = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of one day, week, month or year.

    Attributes:
        start: Its first day.
        counts: How many articles of each source, in the order of `Timeline.sources`.
    """

    start: date
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is drawn.

    Attributes:
        step: What one bar stands for.
        sources: The sources with the most articles, and one entry for all others.
        bars: From the first to the last, with those between in which nothing was published.
        first: The day of the first article.
        last: The day of the last one.
    """

    step: Step
    sources: tuple[str, ...]
    bars: tuple[Bar, ...]
    first: date
    last: date


def timeline_of(counts: Sequence[DayCount]) -> Timeline | None:
    """Puts days together to as many bars as can be told apart; None where no article is dated."""
    if not counts:
        return None
    first, last = min(one.day for one in counts), max(one.day for one in counts)
    step = _step(first, last)
    sources = _sources(counts)
    begin = _BEGINNINGS[step]
    sums: Counter[tuple[date, str]] = Counter()
    for one in counts:
        sums[begin(one.day), one.source if one.source in sources else OTHERS] += one.articles
    starts = [begin(first)]
    while starts[-1] < begin(last):
        starts.append(_NEXT[step](starts[-1]))
    bars = tuple(Bar(start, tuple(sums[start, source] for source in sources)) for start in starts)
    return Timeline(step, sources, bars, first, last)


def draw(timeline: Timeline | None) -> str:
    """The drawing with its legend, and the same in words and numbers for those who do not see it."""
    if timeline is None:
        return '<p class="about">None of these articles has a date.</p>'
    legend = "".join(
        f'<li><span class="swatch s{place}" aria-hidden="true"></span><span dir="auto">{escape(source)}</span></li>'
        for place, source in enumerate(timeline.sources)
    )
    drawn = "".join(_drawing(timeline, shape, width) for shape, width in _WIDTHS.items())
    return (
        f'<figure class="timeline">{drawn}<figcaption><ul class="legend" aria-label="Sources in the drawing">{legend}</ul></figcaption>'
        f"{_table(timeline)}</figure>"
    )


def in_words(timeline: Timeline) -> str:
    """What the drawing shows, in a sentence or two."""
    total = sum(sum(bar.counts) for bar in timeline.bars)
    top = max(timeline.bars, key=lambda bar: sum(bar.counts))
    return (
        f"{total:,} dated articles by {timeline.step} and source, from {write_day(timeline.first)} to {write_day(timeline.last)}. "
        f"Most: {sum(top.counts):,}, {_named(timeline.step, top.start)}."
    )


# Putting days together


def _step(first: date, last: date) -> Step:
    days = (last - first).days + 1
    if days <= _MOST_DAYS:
        return "day"
    if days <= _MOST_WEEKS * _WEEK:
        return "week"
    return "month" if days <= _MOST_MONTHS * 30 else "year"


def _sources(counts: Sequence[DayCount]) -> tuple[str, ...]:
    sums: Counter[str] = Counter()
    for one in counts:
        sums[one.source] += one.articles
    most = [source for source, _ in sorted(sums.items(), key=lambda item: (-item[1], item[0]))]
    if len(most) <= _MOST_SOURCES:
        return tuple(most)
    return (*most[: _MOST_SOURCES - 1], OTHERS)


_BEGINNINGS: dict[Step, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
_NEXT: dict[Step, Callable[[date], date]] = {
    "day": lambda day: day + timedelta(days=1),
    "week": lambda day: day + timedelta(days=_WEEK),
    "month": lambda day: date(day.year + day.month // 12, day.month % 12 + 1, 1),
    "year": lambda day: date(day.year + 1, 1, 1),
}


# Drawing


def _top(timeline: Timeline) -> int:
    """The number at the top of the scale: the largest bar's, made round."""
    largest = max(sum(bar.counts) for bar in timeline.bars)
    power = 10 ** (len(str(largest)) - 1)
    return next(int(factor * power) for factor in _ROUND if factor * power >= largest)


def _height(count: int, top: int) -> float:
    return count / top * (_HEIGHT - _TOP - _BOTTOM)


def _drawing(timeline: Timeline, shape: str, width: int) -> str:
    return (
        f'<svg class="{shape}" viewBox="0 0 {width} {_HEIGHT}" role="img" aria-label="{escape(in_words(timeline))}">'
        f"{_scale(timeline, width)}{_bars(timeline, width)}{_labels(timeline, width)}</svg>"
    )


def _scale(timeline: Timeline, width: int) -> str:
    top = _top(timeline)
    marks = sorted({top, top // 2}) if top % 2 == 0 else [top]
    lines = []
    for mark in (0, *marks):
        y = _HEIGHT - _BOTTOM - _height(mark, top)
        lines.append(f'<line class="rule" x1="{_LEFT}" x2="{width - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text x="{_LEFT - 5}" y="{y + 3.5:.1f}" text-anchor="end">{mark:,}</text>')
    return "".join(lines)


def _slot(timeline: Timeline, width: int) -> float:
    return (width - _LEFT - _RIGHT) / len(timeline.bars)


def _bars(timeline: Timeline, width: int) -> str:
    top, slot = _top(timeline), _slot(timeline, width)
    thick = min(max(slot * 0.82, slot - 3, 1.0), 44.0)
    drawn = []
    for place, bar in enumerate(timeline.bars):
        x = _LEFT + place * slot + (slot - thick) / 2
        y = float(_HEIGHT - _BOTTOM)
        pieces = []
        for source, count in enumerate(bar.counts):
            height = _height(count, top)
            y -= height
            if count:
                pieces.append(
                    f'<rect class="s{source}" x="{x:.1f}" y="{y:.1f}" width="{thick:.1f}" height="{height:.1f}"/>'
                )
        if pieces:
            drawn.append(f"<g><title>{_bar_in_words(timeline, bar)}</title>{''.join(pieces)}</g>")
    return "".join(drawn)


def _bar_in_words(timeline: Timeline, bar: Bar) -> str:
    parts = [f"{source}: {count:,}" for source, count in zip(timeline.sources, bar.counts, strict=True) if count]
    return escape(f"{_named(timeline.step, bar.start)}: {', '.join(parts)}")


def _named(step: Step, start: date) -> str:
    names = {
        "day": write_day(start),
        "week": f"week of {write_day(start)}",
        "month": f"{start:%B %Y}",
        "year": f"{start.year}",
    }
    return names[step]


def _labels(timeline: Timeline, width: int) -> str:
    slot = _slot(timeline, width)
    every = max(1, math.ceil(_LABEL_WIDTH / slot))
    drawn = []
    for place in range(0, len(timeline.bars), every):
        start = timeline.bars[place].start
        short = {"month": f"{start:%b %Y}", "year": f"{start.year}"}.get(timeline.step, f"{start.day} {start:%b %Y}")
        x = min(max(_LEFT + (place + 0.5) * slot, _LEFT + 26.0), width - 32.0)
        drawn.append(f'<text x="{x:.1f}" y="{_HEIGHT - 5}" text-anchor="middle">{short}</text>')
    return "".join(drawn)


def _table(timeline: Timeline) -> str:
    rows = [(_named(timeline.step, bar.start), bar.counts) for bar in timeline.bars if any(bar.counts)]
    return render("timeline_table.html", step=timeline.step, sources=timeline.sources, rows=rows)
