"""Counts the articles by day, week, month or a longer interval, and by source."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.ingest.library import DayCount
from assistant.prompts.translation import message
from assistant.web.language import _, format_number
from assistant.web.wording import long_date, short_date

Interval = Literal["day", "week", "month", "year", "decade", "century"]

INTERVAL_WORDS: dict[Interval, str] = {
    "day": message("day"),
    "week": message("week"),
    "month": message("month"),
    "year": message("year"),
    "decade": message("decade"),
    "century": message("century"),
}
"""The word for each interval."""

OTHER_SOURCES = message("other sources")

_MAX_SOURCES = 6
_MAX_BARS: dict[Interval, int] = {"day": 62, "week": 62, "month": 96, "year": 96, "decade": 96}
_DAYS_PER_WEEK = 7
_DAYS_PER_MONTH = 30.44
_YEARS_PER_INTERVAL: dict[Interval, int] = {"year": 1, "decade": 10, "century": 100}


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of one interval.

    Attributes:
        start: The first day of the interval.
        counts: The number of articles of each source, in the order of `Timeline.sources`.
    """

    start: date
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The number of articles of all sources."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The numbers of articles over time.

    Attributes:
        interval: The interval of one bar.
        sources: The sources with the most articles, and one entry for all others.
        bars: All intervals from the first to the last article, also those without articles.
        first: The day of the first article.
        last: The day of the last article.
    """

    interval: Interval
    sources: tuple[str, ...]
    bars: tuple[Bar, ...]
    first: date
    last: date

    def describe(self) -> str:
        """Describes the timeline in two sentences."""
        total = sum(bar.total for bar in self.bars)
        highest = max(self.bars, key=lambda bar: bar.total)
        return _(
            "%(total)s dated articles by %(interval)s and source, from %(first)s to %(last)s. Most: %(most)s, %(when)s.",
            total=format_number(total),
            interval=_(INTERVAL_WORDS[self.interval]),
            first=long_date(self.first),
            last=long_date(self.last),
            most=format_number(highest.total),
            when=interval_name(self.interval, highest.start),
        )


def build_timeline(counts: Sequence[DayCount]) -> Timeline | None:
    """Groups the days into as many bars as can be told apart; None if no article is dated."""
    if not counts:
        return None
    first, last = min(count.day for count in counts), max(count.day for count in counts)
    interval = _interval(first, last)
    sources = _largest_sources(counts)
    articles: Counter[tuple[date, str]] = Counter()
    for count in counts:
        source = count.source if count.source in sources else OTHER_SOURCES
        articles[_start_of(interval, count.day), source] += count.articles
    starts, end = [_start_of(interval, first)], _start_of(interval, last)
    while starts[-1] < end:
        starts.append(_next_start(interval, starts[-1]))
    bars = tuple(Bar(start, tuple(articles[start, source] for source in sources)) for start in starts)
    return Timeline(interval, sources, bars, first, last)


def interval_name(interval: Interval, start: date) -> str:
    """Returns an interval in words, such as "week of 2 March 2026"."""
    match interval:
        case "day":
            return long_date(start)
        case "week":
            return _("week of %(day)s", day=long_date(start))
        case "month":
            return short_date(start, "LLLL y")
        case "year":
            return str(start.year)
        case _:
            return _("%(year)s and later", year=start.year)


def _interval(first: date, last: date) -> Interval:
    days = (last - first).days + 1
    if days <= _MAX_BARS["day"]:
        return "day"
    if days <= _MAX_BARS["week"] * _DAYS_PER_WEEK:
        return "week"
    if days <= _MAX_BARS["month"] * _DAYS_PER_MONTH:
        return "month"
    years = last.year - first.year + 1
    fitting = (
        interval for interval, length in _YEARS_PER_INTERVAL.items() if years <= _MAX_BARS.get(interval, 0) * length
    )
    return next(fitting, "century")


def _largest_sources(counts: Sequence[DayCount]) -> tuple[str, ...]:
    articles: Counter[str] = Counter()
    for count in counts:
        articles[count.source] += count.articles
    by_articles = [source for source, _ in sorted(articles.items(), key=lambda item: (-item[1], item[0]))]
    if len(by_articles) <= _MAX_SOURCES:
        return tuple(by_articles)
    return (*by_articles[: _MAX_SOURCES - 1], OTHER_SOURCES)


def _start_of(interval: Interval, day: date) -> date:
    """Returns the first day of the interval that contains a day."""
    if interval == "day":
        return day
    if interval == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    if interval == "month":
        return day.replace(day=1)
    return date(max(1, day.year - day.year % _YEARS_PER_INTERVAL[interval]), 1, 1)


def _next_start(interval: Interval, start: date) -> date:
    """Returns the first day of the interval that follows."""
    if interval == "day":
        return start + timedelta(days=1)
    if interval == "week":
        return _start_of(interval, start + timedelta(days=_DAYS_PER_WEEK))
    if interval == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    length = _YEARS_PER_INTERVAL[interval]
    return date(start.year - start.year % length + length, 1, 1)
