"""The timeline shows every dated article once, by day, week, month or year, and says the same in words and numbers."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.ingest.library import DayCount
from assistant.web.library.timeline import OTHER_SOURCES, build_timeline
from assistant.web.library.timeline_drawing import draw_timeline

days = st.dates(date(1900, 1, 1), date(2100, 12, 31)) | st.sampled_from([date.min, date.max])
counts = st.lists(
    st.builds(DayCount, days, st.sampled_from("ABCDEFGHIJ") | st.just("<b>&'\""), st.integers(1, 2_000)), min_size=1, max_size=20
)  # fmt: skip


@settings(max_examples=40)
@given(counts)
@example([DayCount(date.min, "A", 1), DayCount(date.max, "A", 1)])
def test_every_article_is_drawn_once(day_counts: list[DayCount]) -> None:
    timeline = build_timeline(day_counts)
    assert timeline is not None
    assert sum(sum(bar.counts) for bar in timeline.bars) == sum(count.articles for count in day_counts)
    assert [bar.start for bar in timeline.bars] == sorted({bar.start for bar in timeline.bars})
    for source in timeline.sources:
        if source != OTHER_SOURCES:
            index = timeline.sources.index(source)
            expected = sum(count.articles for count in day_counts if count.source == source)
            assert sum(bar.counts[index] for bar in timeline.bars) == expected


@settings(max_examples=40)
@given(counts)
def test_no_source_changes_the_markup_and_no_bar_leaves_the_drawing(day_counts: list[DayCount]) -> None:
    for svg in re.findall(r"<svg.*?</svg>", draw_timeline(build_timeline(day_counts)), re.DOTALL):
        root = ElementTree.fromstring(svg)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        assert {element.tag for element in root.iter()} <= {"svg", "g", "title", "rect", "line", "text"}
        for bar in root.iter("rect"):
            x, y, w, h = (float(bar.attrib[name]) for name in ("x", "y", "width", "height"))
            assert x >= 0
            assert y >= 0
            assert x + w <= width + 1
            assert y + h <= height


@pytest.mark.parametrize(
    ("span", "step", "bars"),
    [
        (0, "day", 1), (61, "day", 62), (62, "week", 9), (433, "week", 62), (500, "month", 17), (9_000, "year", 25),
        (90_000, "decade", 25), (900_000, "century", 26),
    ],
)  # fmt: skip
def test_a_long_span_is_shown_by_week_month_or_year(span: int, step: str, bars: int) -> None:
    first = date(2024, 1, 1)
    timeline = build_timeline([DayCount(first, "A", 1), DayCount(first + timedelta(days=span), "A", 2)])
    assert timeline is not None
    assert timeline.interval == step
    assert abs(len(timeline.bars) - bars) <= 1


def test_who_does_not_see_the_drawing_is_told_the_same() -> None:
    timeline = build_timeline([DayCount(date(2026, 3, 1), "The Post", 3), DayCount(date(2026, 3, 4), "Wire", 5)])
    assert timeline is not None
    assert (
        timeline.describe()
        == "8 dated articles by day and source, from 1 March 2026 to 4 March 2026. Most: 5, 4 March 2026."
    )
    words = Words(draw_timeline(timeline))
    assert words.labels.count(timeline.describe()) == 2  # for a wide screen, and for a narrow one
    assert words.cells == ["Day", "Wire", "The Post", "1 March 2026", "0", "3", "4 March 2026", "5", "0"]


def test_without_dates_there_is_nothing_to_draw() -> None:
    assert build_timeline([]) is None
    assert "has a date" in draw_timeline(None)


class Words(HTMLParser):
    """What a screen reader finds: labels of drawings, and the cells of the table."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.labels: list[str] = []
        self.cells: list[str] = []
        self._in_cell = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_cell = tag in {"th", "td"}
        if tag == "svg":
            self.labels.append(dict(attrs)["aria-label"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells.append(data)
