"""Reads the dates of records and feeds: strict formats first, then dates printed in any language, never a guess."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.html.printed_dates import find_dates

# Programs without a date write the first second of their clock.
_PLACEHOLDERS = {date(1970, 1, 1), date(1969, 12, 31), date(1601, 1, 1), date(1899, 12, 30), date(1904, 1, 1)}
_AMBIGUOUS = re.compile(r"^\s*(\d{1,2})([/-])(\d{1,2})\2(\d{4})\b(.*)$", re.DOTALL)
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z|[+-]\d{2}:?\d{2})?$")


def record_date(value: object, language: str | None = None, day_first: bool | None = None) -> datetime | None:
    """Returns the date that a value states, or None.

    Args:
        value: A date, a number or text.
        language: The language of the record, for names of months.
        day_first: The order of numbers such as 04/03/2026, if other records show it.
    """
    if isinstance(value, str):
        value = _unambiguous(value.strip(), day_first)
    moment = parse_date(value)
    if moment is None and isinstance(value, str):
        printed = find_dates(value, language)
        moment = parse_date(printed[0].day) if len(printed) == 1 else None
    return None if moment is None or _is_placeholder(moment) else moment


def _is_placeholder(moment: datetime) -> bool:
    return moment.date() in _PLACEHOLDERS or moment.astimezone(UTC).date() in _PLACEHOLDERS


def _unambiguous(value: str, day_first: bool | None) -> str:
    """Rewrites a date in ISO 8601 if the order of its numbers is known."""
    if compact := _COMPACT.match(value):
        year, month, day, hour, minute, second, zone = compact.groups()
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone or ''}"
    match = _AMBIGUOUS.match(value)
    if not match or day_first is None:
        return value
    first, _, second, year, rest = match.groups()
    day, month = (first, second) if day_first else (second, first)
    return f"{year}-{int(month):02}-{int(day):02}{rest}"


def is_ambiguous(value: object) -> bool:
    """Checks whether a value states a day that may also be a month, such as "04/03/2026"."""
    match = _AMBIGUOUS.match(value) if isinstance(value, str) else None
    return match is not None and match[1] != match[3] and max(int(match[1]), int(match[3])) <= 12


def infer_day_first(values: Iterable[object]) -> bool | None:
    """Returns whether the day comes first in the dates of a column, or None if no value shows it or they disagree.

    Args:
        values: The values of the column.
    """
    orders: set[bool] = set()
    for value in values:
        match = _AMBIGUOUS.match(value) if isinstance(value, str) else None
        if match:
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                orders.add(True)
            elif second > 12 >= first:
                orders.add(False)
    return orders.pop() if len(orders) == 1 else None
