"""Which time a question speaks of, read from its words relative to the day it is asked on."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FULL_DATE = re.compile(rf"\b(?:(\d{{1,2}}) ({_MONTH})|({_MONTH}) (\d{{1,2}}))\b\.?,? ((?:19|20)\d\d)\b", re.IGNORECASE)
_MONTH_AND_YEAR = re.compile(rf"\b({_MONTH})\b\.?,? ((?:19|20)\d\d)\b", re.IGNORECASE)
_MONTH_ALONE = re.compile(
    rf"\b(?:in|since|during|by|of|last|this) (early |mid-?|late )?({_MONTH})\b\.?(?! \d)", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:in|since|during|of|by|before|after|until|from) ((?:19|20)\d\d)\b", re.IGNORECASE)
_RELATIVE = (
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE), 0, 0),
    (re.compile(r"\byesterday\b|\blast night\b", re.IGNORECASE), 1, 1),
    (re.compile(r"\bthis week(?:end)?\b", re.IGNORECASE), 7, 0),
    (re.compile(r"\blast weekend\b", re.IGNORECASE), 9, 0),
    (re.compile(r"\blast week\b", re.IGNORECASE), 14, 3),
    (re.compile(r"\bthis month\b", re.IGNORECASE), 31, 0),
    (re.compile(r"\blast month\b", re.IGNORECASE), 62, 28),
    (re.compile(r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|now|currently|so far)\b", re.IGNORECASE), 31, 0),
    (re.compile(r"\bthis year\b", re.IGNORECASE), 365, 0),
    (re.compile(r"\blast year\b", re.IGNORECASE), 730, 365),
)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `first` to `last`, both included.

    Attributes:
        first: The first day.
        last: The last day.
    """

    first: date
    last: date


def question_date_range(text: str, as_of: date) -> DateRange | None:
    """The time that a question names, or None where it names none.

    Dates, months and years are taken as they stand ("in March" is the last March that has begun); "this week", "last month", "latest" and
    their like are relative to `as_of`.
    """
    return _named_day(text) or _named_month(text, as_of) or _relative(text, as_of) or _named_year(text)


def _named_day(text: str) -> DateRange | None:
    found = _FULL_DATE.search(text)
    if not found:
        return None
    day = int(found[1] or found[4])
    month = _MONTHS[(found[2] or found[3]).lower()]
    try:
        named = date(int(found[5]), month, day)
    except ValueError:
        return None
    return DateRange(named, named)


def _named_month(text: str, as_of: date) -> DateRange | None:
    found = _MONTH_AND_YEAR.search(text)
    if found:
        return _month(int(found[2]), _MONTHS[found[1].lower()])
    found = _MONTH_ALONE.search(text)
    if not found:
        return None
    month = _MONTHS[found[2].lower()]
    return _month(as_of.year if month <= as_of.month else as_of.year - 1, month)


def _month(year: int, month: int) -> DateRange:
    return DateRange(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _relative(text: str, as_of: date) -> DateRange | None:
    for pattern, first, last in _RELATIVE:
        if pattern.search(text):
            return DateRange(_before(as_of, first), _before(as_of, last))
    return None


def _named_year(text: str) -> DateRange | None:
    found = _YEAR.search(text)
    return DateRange(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)) if found else None


def _before(day: date, days: int) -> date:
    return day - timedelta(days=min(days, day.toordinal() - 1))
