"""Draws how an amount changed as a small plot, and repeats it as a table for users who do not see the drawing."""

from collections.abc import Sequence

from assistant.answers.answer import Answer, SeriesPoint
from assistant.answers.draft import series_text
from assistant.web.components import render_template
from assistant.web.markup import citation_target, escape
from assistant.web.wording import short_date

# In pixels.
_WIDTH, _HEIGHT = 420, 130
_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 16, 26, 22
_LABEL_CHARS = 22
_MIN_LABEL_DISTANCE = 90.0


def series_view(answer: Answer) -> str:
    """Returns the plot and the table of an answer's series; "" if it has none."""
    if not answer.series:
        return ""
    return render_template(
        "chat/series.html",
        drawing=_drawing(answer.series),
        description=series_text(answer.series),
        points=answer.series,
        by_number={citation.number: citation for citation in answer.citations},
        target=citation_target,
    )


def _drawing(series: Sequence[SeriesPoint]) -> str:
    """Returns the content of the SVG: a line through the points, with their amounts and days."""
    places = [(_x(series, point), _y(series, point)) for point in series]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    marks, last_label = [], -_MIN_LABEL_DISTANCE
    for point, (x, y) in zip(series, places, strict=True):
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>')
        if x - last_label >= _MIN_LABEL_DISTANCE or point is series[-1]:
            anchor = "start" if x < _WIDTH / 3 else "end" if x > _WIDTH * 2 / 3 else "middle"
            text = point.text if len(point.text) <= _LABEL_CHARS else f"{point.text[: _LABEL_CHARS - 1]}…"
            marks.append(f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="{anchor}">{escape(text)}</text>')
            day = escape(short_date(point.day, "d MMM"))
            marks.append(f'<text class="day" x="{x:.1f}" y="{_HEIGHT - 6}" text-anchor="{anchor}">{day}</text>')
            last_label = x
    return f'<polyline points="{line}"/>{"".join(marks)}'


def _x(series: Sequence[SeriesPoint], point: SeriesPoint) -> float:
    days = (series[-1].day - series[0].day).days or 1
    return _LEFT + (point.day - series[0].day).days / days * (_WIDTH - _LEFT - _RIGHT)


def _y(series: Sequence[SeriesPoint], point: SeriesPoint) -> float:
    """Returns the height of a point; the scale begins at zero, so that a change does not look larger than it is."""
    highest = max((abs(one.value) for one in series), default=0.0) or 1.0
    return _HEIGHT - _BOTTOM - max(0.0, point.value) / highest * (_HEIGHT - _TOP - _BOTTOM)
