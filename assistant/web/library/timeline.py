"""When the articles were published, as a drawing: bars by day, week, month or longer, parted by source. Drawn here, with no script."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.ingest.library import DayCount
from assistant.web.days import write_day
from assistant.web.markup import escape
from assistant.web.templates import render

Step = Literal["day", "week", "month", "year", "decade", "century"]

OTHERS = "other sources"
_MOST_SOURCES = 6
_MOST_DAYS = 62
_MOST_WEEKS = 62
_MOST_MONTHS = 96
_MOST_YEARS = 96
_DAYS_A_MONTH = 30.44
_WEEK = 7
_YEARS: dict[Step, int] = {"year": 1, "decade": 10, "century": 100}

_WIDTHS = {"wide": 640, "narrow": 350}
"""For a window, and for a phone; the page's style shows one of them."""
_HEIGHT = 128
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 6, 8, 20
_LABEL_WIDTH = 92
_ROUND = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of one day, week, month and so on.

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
    sums: Counter[tuple[date, str]] = Counter()
    for one in counts:
        sums[_beginning(step, one.day), one.source if one.source in sources else OTHERS] += one.articles
    starts, end = [_beginning(step, first)], _beginning(step, last)
    while starts[-1] < end:
        starts.append(_following(step, starts[-1]))
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
    if days <= _MOST_MONTHS * _DAYS_A_MONTH:
        return "month"
    years = last.year - first.year + 1
    return next((step for step, length in _YEARS.items() if years <= _MOST_YEARS * length), "century")


def _sources(counts: Sequence[DayCount]) -> tuple[str, ...]:
    sums: Counter[str] = Counter()
    for one in counts:
        sums[one.source] += one.articles
    most = [source for source, _ in sorted(sums.items(), key=lambda item: (-item[1], item[0]))]
    if len(most) <= _MOST_SOURCES:
        return tuple(most)
    return (*most[: _MOST_SOURCES - 1], OTHERS)


def _beginning(step: Step, day: date) -> date:
    """The first day of the bar that a day belongs to."""
    if step == "day":
        return day
    if step == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    if step == "month":
        return day.replace(day=1)
    return date(max(1, day.year - day.year % _YEARS[step]), 1, 1)


def _following(step: Step, start: date) -> date:
    """The first day of the bar after the one that begins on a day."""
    if step == "day":
        return start + timedelta(days=1)
    if step == "week":
        return _beginning(step, start + timedelta(days=_WEEK))
    if step == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    length = _YEARS[step]
    return date(start.year - start.year % length + length, 1, 1)


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
    if step == "day":
        return write_day(start)
    if step == "week":
        return f"week of {write_day(start)}"
    if step == "month":
        return f"{start:%B} {start.year}"
    return str(start.year) if step == "year" else f"{start.year} and later"


def _labels(timeline: Timeline, width: int) -> str:
    slot = _slot(timeline, width)
    every = max(1, math.ceil(_LABEL_WIDTH / slot))
    drawn = []
    for place in range(0, len(timeline.bars), every):
        start = timeline.bars[place].start
        short = {"day": f"{start.day} {start:%b} ", "week": f"{start.day} {start:%b} ", "month": f"{start:%b} "}.get(
            timeline.step, ""
        )
        x = min(max(_LEFT + (place + 0.5) * slot, _LEFT + 26.0), width - 32.0)
        drawn.append(f'<text x="{x:.1f}" y="{_HEIGHT - 5}" text-anchor="middle">{short}{start.year}</text>')
    return "".join(drawn)


def _table(timeline: Timeline) -> str:
    rows = [(_named(timeline.step, bar.start), bar.counts) for bar in timeline.bars if any(bar.counts)]
    return render("library/timeline_table.html", step=timeline.step, sources=timeline.sources, rows=rows)
