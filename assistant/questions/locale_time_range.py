"""Reads the time range that a question in a language other than English names, relative to the date of the question."""

import re
from datetime import date

from assistant.ingest.language.locale_times import LocaleTimes, locale_times
from assistant.questions.time_range import DateRange, relative_range, whole_month, whole_year


def locale_date_range(text: str, as_of: date, tag: str) -> DateRange | None:
    """Returns the time that a question names; None if it names none, or nothing is known about its language.

    A day or month without a year is the last one that has begun.

    Args:
        text: The question.
        as_of: The date of the question.
        tag: The tag of its language.
    """
    times = locale_times(tag)
    if times is None:
        return None
    for pattern in times.dates:
        match = pattern.search(text)
        if match and (found := _named(match, times, as_of)) is not None:
            return found
    if (found := relative_range(times.relative, text, as_of)) is not None:
        return found
    year = times.year.search(text)
    return whole_year(int(year["year"])) if year else None


def _named(match: re.Match[str], times: LocaleTimes, as_of: date) -> DateRange | None:
    """Returns the day or the month of a match; None if there is no such day."""
    parts = match.groupdict()
    month = int(parts["month_number"]) if parts.get("month_number") else times.month_number(parts["month"])
    if month is None or not 1 <= month <= 12:
        return None
    day = int(parts["day"]) if parts.get("day") else None
    year = int(parts["year"]) if parts.get("year") else _last_year(month, day, as_of)
    days = whole_month(year, month)
    if day is None:
        return days
    return DateRange(date(year, month, day), date(year, month, day)) if 1 <= day <= days.last.day else None


def _last_year(month: int, day: int | None, as_of: date) -> int:
    """Returns the year in which a day or month without a year last began."""
    return as_of.year if (month, day or 1) <= (as_of.month, as_of.day) else as_of.year - 1
