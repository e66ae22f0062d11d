"""Reads the time range that a question names, relative to the date of the question."""

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.english_times import (
    DAY_AND_MONTH,
    DAYS_OF_UNIT,
    FEW,
    FULL_DATE,
    MONTH_ALONE,
    MONTH_AND_YEAR,
    NAMED_WEEKDAY,
    NEWEST,
    NEWEST_DAYS,
    PAST_DAYS,
    RELATIVE_TIMES,
    SINCE,
    TO_COME,
    UNTIL,
    YEAR_ALONE,
    month_number,
)

_WEEK = 7
_NAMED_TIMES = (
    FULL_DATE,
    DAY_AND_MONTH,
    MONTH_AND_YEAR,
    MONTH_ALONE,
    YEAR_ALONE,
    NAMED_WEEKDAY,
    PAST_DAYS,
    *(row[0] for row in RELATIVE_TIMES),
)
_SPACE_BEFORE_MARK = re.compile(r" (?=[?.!,])")
_DANGLING = re.compile(r"\b(?:since|after|from|until|till|before|by|on|in|the)(?=\s*(?:[?.!,]|$))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateRange:
    """A range of days, both ends included.

    Attributes:
        first: The first day.
        last: The last day.
        is_named: Whether the question names these days ("since Monday"), so that others do not answer it; false for "latest" and "now", which
            prefer what is new, whenever that was.
        is_weekday: Whether the question names it only as "on Monday", which can also repeat what an article of some weeks ago says.
    """

    first: date
    last: date
    is_named: bool = True
    is_weekday: bool = False

    @property
    def only_day(self) -> date | None:
        """The day, if the range is one day."""
        return self.first if self.first == self.last else None

    def contains(self, day: date) -> bool:
        """Checks whether a day is in the range."""
        return self.first <= day <= self.last


def question_date_range(text: str, as_of: date) -> DateRange | None:
    """Returns the time that a question names; None if it names none, or if it may be later than the question.

    A day, weekday or month without a year is the last one that has begun. "Since Monday" and "after 3 March" reach to the date of the
    question, "before 3 March" begins with the first day. "This week", "last month" and "latest" are relative to `as_of`.

    Args:
        text: The question.
        as_of: The date of the question.
    """
    readers: tuple[Callable[[str, date], DateRange | None], ...] = (
        _named_day,
        _day_of_month,
        _named_month,
        _weekday,
        _past_days,
        _relative_time,
        _named_year,
        _newest,
    )
    return next((found for read in readers if (found := read(text, as_of)) is not None), None)


def without_named_time(text: str, as_of: date) -> str:
    """Returns a question without the days that it names: an article about them says them in other words, or not at all."""
    date_range = question_date_range(text, as_of)
    if date_range is None or not date_range.is_named:
        return text
    for pattern in _NAMED_TIMES:
        text = pattern.sub(" ", text)
    words = " ".join(_DANGLING.sub(" ", text).split())
    return _SPACE_BEFORE_MARK.sub("", words)


def _named_day(text: str, as_of: date) -> DateRange | None:
    match = FULL_DATE.search(text)
    return _from_or_to(text, match, _day(int(match["year"]), match), as_of) if match else None


def _day_of_month(text: str, as_of: date) -> DateRange | None:
    """Returns the last day of this name until the date of the question."""
    match = DAY_AND_MONTH.search(text)
    if not match:
        return None
    this_year = _day(as_of.year, match)
    if this_year and this_year.first > as_of and TO_COME.search(text):
        return None
    day = this_year if this_year and this_year.first <= as_of else _day(as_of.year - 1, match)
    return _from_or_to(text, match, day, as_of)


def _from_or_to(text: str, match: re.Match[str], found: DateRange | None, as_of: date) -> DateRange | None:
    """Extends a day to the date of the question after "since", or back to the first day after "until"."""
    before = text[: match.start()]
    if found is not None and SINCE.search(before) and found.first <= as_of:
        return replace(found, last=as_of)
    return replace(found, first=date.min) if found is not None and UNTIL.search(before) else found


def _day(year: int, match: re.Match[str]) -> DateRange | None:
    month = month_number(match["month_after"] or match["month_before"])
    try:
        day = date(year, month, int(match["day_before"] or match["day_after"]))
    except ValueError:
        return None
    return DateRange(day, day)


def _named_month(text: str, as_of: date) -> DateRange | None:
    match = MONTH_AND_YEAR.search(text)
    if match:
        return _from_or_to(text, match, whole_month(int(match["year"]), month_number(match["month"])), as_of)
    match = MONTH_ALONE.search(text)
    if not match:
        return None
    month = month_number(match["month"])
    if month > as_of.month and TO_COME.search(text):
        return None
    found = whole_month(as_of.year if month <= as_of.month else as_of.year - 1, month)
    return replace(found, last=as_of) if match[0].lower().startswith("since") else found


def whole_month(year: int, month: int) -> DateRange:
    """Returns the days of a month."""
    return DateRange(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _weekday(text: str, as_of: date) -> DateRange | None:
    """Returns the last day of this name: today if that is one, except after "last" and "since"."""
    match = NAMED_WEEKDAY.search(text)
    before = (match["before"] or "").lower() if match else ""
    if match is None or not before or TO_COME.search(text):
        return None
    days_ago = (as_of.weekday() - ENGLISH.weekdays.index(match["day"].lower())) % _WEEK
    if days_ago == 0 and before == "last":
        days_ago = _WEEK
    day = _days_before(as_of, days_ago)
    if before in ("since", "after", "from"):
        return DateRange(day, as_of)
    if before in ("until", "till", "before", "by"):
        return DateRange(date.min, day)
    return DateRange(day, day, is_weekday=before == "on")


def _past_days(text: str, as_of: date) -> DateRange | None:
    match = PAST_DAYS.search(text)
    if match is None or (match["count"] is None and match["unit"].lower() in DAYS_OF_UNIT):
        return None
    unit = match["unit"].lower().removesuffix("s")
    return DateRange(_days_before(as_of, _count(match["count"]) * DAYS_OF_UNIT[unit]), as_of)


def _count(words: str | None) -> int:
    if words is None:
        return FEW  # "the last weeks"
    if words.isdigit():
        return int(words)
    number_words = ENGLISH.number_words
    return number_words.index(words.lower()) + 2 if words.lower() in number_words else FEW


def _relative_time(text: str, as_of: date) -> DateRange | None:
    return relative_range(RELATIVE_TIMES, text, as_of)


def relative_range(times: Iterable[tuple[re.Pattern[str], int, int]], text: str, as_of: date) -> DateRange | None:
    """Returns the first relative time that a question names; None if it names none.

    Args:
        times: Patterns, each with how many days ago the time begins and ends.
        text: The question.
        as_of: The date of the question.
    """
    for pattern, first_days_ago, last_days_ago in times:
        if pattern.search(text):
            return DateRange(_days_before(as_of, first_days_ago), _days_before(as_of, last_days_ago))
    return None


def _named_year(text: str, _as_of: date) -> DateRange | None:
    match = YEAR_ALONE.search(text)
    return whole_year(int(match["year"])) if match else None


def whole_year(year: int) -> DateRange:
    """Returns the days of a year."""
    return DateRange(date(year, 1, 1), date(year, 12, 31))


def _newest(text: str, as_of: date) -> DateRange | None:
    return DateRange(_days_before(as_of, NEWEST_DAYS), as_of, is_named=False) if NEWEST.search(text) else None


def _days_before(day: date, days: int) -> date:
    """Returns the date some days earlier, at the earliest the first date that Python supports."""
    return day - timedelta(days=min(days, day.toordinal() - 1))
