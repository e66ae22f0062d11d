"""Reads the time range that a question names, relative to the date of the question."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.ingest.language.english_times import (
    DAY_AND_MONTH,
    FULL_DATE,
    MONTH_ALONE,
    MONTH_AND_YEAR,
    RELATIVE_TIMES,
    YEAR_ALONE,
    month_number,
)


@dataclass(frozen=True, slots=True)
class DateRange:
    """A range of days, both ends included.

    Attributes:
        first: The first day.
        last: The last day.
    """

    first: date
    last: date

    @property
    def only_day(self) -> date | None:
        """The day, if the range is one day."""
        return self.first if self.first == self.last else None


def question_date_range(text: str, as_of: date) -> DateRange | None:
    """Returns the time that a question names; None if it names none.

    A day or month without a year is the last one that has begun. "This week", "last month" and "latest" are relative to `as_of`.

    Args:
        text: The question.
        as_of: The date of the question.
    """
    return (
        _named_day(text)
        or _day_of_month(text, as_of)
        or _named_month(text, as_of)
        or _relative_time(text, as_of)
        or _named_year(text)
    )


def _named_day(text: str) -> DateRange | None:
    match = FULL_DATE.search(text)
    if not match:
        return None
    return _day(int(match["year"]), match)


def _day_of_month(text: str, as_of: date) -> DateRange | None:
    """Returns the last day of this name until the date of the question."""
    match = DAY_AND_MONTH.search(text)
    if not match:
        return None
    this_year = _day(as_of.year, match)
    return this_year if this_year and this_year.first <= as_of else _day(as_of.year - 1, match)


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
        return _whole_month(int(match["year"]), month_number(match["month"]))
    match = MONTH_ALONE.search(text)
    if not match:
        return None
    month = month_number(match["month"])
    return _whole_month(as_of.year if month <= as_of.month else as_of.year - 1, month)


def _whole_month(year: int, month: int) -> DateRange:
    return DateRange(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _relative_time(text: str, as_of: date) -> DateRange | None:
    for pattern, first_days_ago, last_days_ago in RELATIVE_TIMES:
        if pattern.search(text):
            return DateRange(_days_before(as_of, first_days_ago), _days_before(as_of, last_days_ago))
    return None


def _named_year(text: str) -> DateRange | None:
    match = YEAR_ALONE.search(text)
    return DateRange(date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)) if match else None


def _days_before(day: date, days: int) -> date:
    """Returns the date some days earlier, at the earliest the first date that Python supports."""
    return day - timedelta(days=min(days, day.toordinal() - 1))
