"""Finds the days that a sentence of an article names: dates, weekdays, "yesterday", relative to the article's date."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.facts.numbers import read_quantities
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.english_times import WEEKDAY

_WEEKDAY = re.compile(rf"\b(?P<last>last )?(?P<name>{WEEKDAY})\b", re.IGNORECASE)
RELATIVE_DAYS = (
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE), 0),
    (re.compile(r"(?<!before )\byesterday\b|\blast night\b", re.IGNORECASE), -1),
    (re.compile(r"\bday before yesterday\b", re.IGNORECASE), -2),
    (re.compile(r"\btomorrow\b", re.IGNORECASE), 1),
)
"""Words for a day near that of an article, and how many days after the article it is."""

_HALF_YEAR = 183
DAYS_OF_WEEK = 7


def event_days(sentence: str, published: date) -> frozenset[date]:
    """Returns the days that a sentence names; empty if it names none.

    A weekday is the last one before the article and, because the sentence may be about the future, the next one after it.

    Args:
        sentence: The sentence.
        published: The day of its article.
    """
    return frozenset(
        (*_dates(sentence, published), *_weekdays(sentence, published), *_relative_days(sentence, published))
    )


def days_since_weekday(name: str, day: date) -> int:
    """Returns how many days before a day its last weekday of a name was: 0 if the day is one itself, at most 6."""
    return (day.weekday() - ENGLISH.weekdays.index(name.lower())) % DAYS_OF_WEEK


def is_about_day(sentence: str, published: date | None, day: date) -> bool:
    """Checks whether a sentence is about a day: it names the day or, if it names none, its article is of that day."""
    if published is None:
        return False
    named = event_days(sentence, published)
    return day in named if named else day == published


def _dates(sentence: str, published: date) -> Iterator[date]:
    for named in read_quantities(sentence).days:
        if not named.day or not named.month:
            continue
        for year in [named.year] if named.year else range(published.year - 1, published.year + 2):
            try:
                day = date(year, named.month, named.day)
            except ValueError:
                continue
            if named.year or abs((day - published).days) <= _HALF_YEAR:
                yield day


def _weekdays(sentence: str, published: date) -> Iterator[date]:
    for match in _WEEKDAY.finditer(sentence):
        days_ago = days_since_weekday(match["name"], published)
        yield published - timedelta(days=days_ago)
        if days_ago:
            yield published + timedelta(days=DAYS_OF_WEEK - days_ago)


def _relative_days(sentence: str, published: date) -> Iterator[date]:
    for pattern, days in RELATIVE_DAYS:
        if pattern.search(sentence):
            yield published + timedelta(days=days)
