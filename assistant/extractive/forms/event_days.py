"""Dates the event that a sentence reports: the day that it names, else the day on which it was published."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.facts.event_days import days_since_weekday
from assistant.facts.numbers import read_quantities
from assistant.ingest.language.english_times import WEEKDAY

_WEEKDAY = re.compile(rf"\b(?P<day>{WEEKDAY})\b", re.IGNORECASE)
_YESTERDAY = re.compile(r"\byesterday\b|\blast night\b", re.IGNORECASE)
_MAX_DAYS_AHEAD = 180  # a later day without a year is one of the year before


def event_day(sentence: str, published: date) -> date:
    """Returns the day of the event that a sentence reports.

    A day without a year is the last one before the article; so is a weekday. Of several days, the last one is meant: the others are of
    what happened before. A plan is dated by the article, and so is a sentence without a day.

    Args:
        sentence: The sentence.
        published: The day of its article; `date.min` if it is unknown.
    """
    return max([*_dates(sentence, published), *_relative_days(sentence, published)], default=published)


def _dates(sentence: str, published: date) -> Iterator[date]:
    """Yields the dates of a sentence, completed by their year."""
    for day in read_quantities(sentence).days:
        if day.day and day.month:
            try:
                yield _complete(day.year, day.month, day.day, published)
            except ValueError:  # "30 February"
                continue


def _relative_days(sentence: str, published: date) -> Iterator[date]:
    """Yields the day before the article for "yesterday", and the last day before it for a weekday."""
    if published == date.min:
        return
    if _YESTERDAY.search(sentence):
        yield published - timedelta(days=1)
    for weekday in _WEEKDAY.finditer(sentence):
        yield published - timedelta(days=days_since_weekday(weekday["day"], published))


def _complete(year: int, month: int, day: int, published: date) -> date:
    """Returns the day with its year; the day of the article for a day to come, which is a plan."""
    if year:
        return min(date(year, month, day), published) if published > date.min else date(year, month, day)
    this_year = date(published.year, month, day)
    if this_year <= published:
        return this_year
    is_plan = (this_year - published).days <= _MAX_DAYS_AHEAD
    return published if is_plan or published.year == 1 else date(published.year - 1, month, day)
