"""Parses dates in many formats; never completes a partial date."""

import re
import warnings
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateutil.parser import parser

MAX_DATE_CHARS = 100
"""A longer string is not a date."""

EARLIEST_YEAR = 1000
LATEST_YEAR = 9999

# The number of digits tells the unit of an epoch. Seconds before 1973 would have fewer than nine digits.
_EPOCH_DIGITS = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}

_HOUR = 3600
# The zones of RFC 822, and those that newspapers print. "ET" and the like mean standard time, because no date tells which.
_ZONES = {
    "UT": 0,
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "BST": _HOUR,
    "CET": _HOUR,
    "MET": _HOUR,
    "CEST": 2 * _HOUR,
    "EET": 2 * _HOUR,
    "EEST": 3 * _HOUR,
    "MSK": 3 * _HOUR,
    "JST": 9 * _HOUR,
    "KST": 9 * _HOUR,
    "SGT": 8 * _HOUR,
    "EST": -5 * _HOUR,
    "EDT": -4 * _HOUR,
    "ET": -5 * _HOUR,
    "CST": -6 * _HOUR,
    "CDT": -5 * _HOUR,
    "CT": -6 * _HOUR,
    "MST": -7 * _HOUR,
    "MDT": -6 * _HOUR,
    "MT": -7 * _HOUR,
    "PST": -8 * _HOUR,
    "PDT": -7 * _HOUR,
    "PT": -8 * _HOUR,
}

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:$|[T ]\d\d:)")
_NUMERIC_DATE = re.compile(r"(?P<first>\d{1,2})(?P<separator>[/.-])(?P<second>\d{1,2})(?P=separator)\d{4}\b")
_HALF_DAY = re.compile(r"\b([ap])\.m\.?", re.IGNORECASE)
_LONG_FRACTION = re.compile(r"(?<=:\d\d\.\d{6})\d+")


def parse_date(value: object) -> datetime | None:
    """Parses a date; returns it with a time zone, or None if the value is not a complete date.

    Year, month and day are required: none is taken from today. A date without a time is its midnight, and a date without a time zone is
    in UTC. A year of two digits is not a year.

    `03/04/2016` is 3 April in most countries and 4 March in others, and a wrong date is worse than none. Such a date is accepted only if
    the text decides: a number above 12, two equal numbers, dots (day first), or a 12-hour clock ("2:05 PM", month first).

    Args:
        value: A datetime, a date, an epoch (seconds, or thousandths, millionths, billionths of one), or text in ISO 8601,
            RFC 822 or an English way of writing ("Oct. 19, 2016").

    Returns:
        None for text that is no date, for a partial date, and for years before 1000 or after 9999.
    """
    if isinstance(value, datetime):
        return _in_range(value)
    if isinstance(value, date):
        return _in_range(datetime(value.year, value.month, value.day, tzinfo=UTC))
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    if isinstance(value, str):
        return _from_text(value)
    return None


def _from_number(value: float) -> datetime | None:
    try:
        number = int(value)
    except (ValueError, OverflowError):  # not a number, infinity
        return None
    if number <= 0 or number >= 10**19:
        return None
    digits = len(str(number))
    if digits == 8:  # 20161019
        return _from_text(str(number))
    if digits not in _EPOCH_DIGITS:
        return None
    return _in_range(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value / _EPOCH_DIGITS[digits]))


def _from_text(value: str) -> datetime | None:
    text = " ".join(value.split())
    if not text or len(text) > MAX_DATE_CHARS or not text.isascii():
        return None
    if re.fullmatch(r"\d{9,19}(\.\d+)?", text):
        return _from_number(float(text) if "." in text else int(text))
    text = _LONG_FRACTION.sub("", _HALF_DAY.sub(r"\1m", text))
    if _ISO.match(text):
        with suppress(ValueError):
            return _in_range(datetime.fromisoformat(text))
    day_first = _day_comes_first(text)
    if day_first is None:
        return None
    return _parse(text, day_first=day_first)


def _day_comes_first(text: str) -> bool | None:
    """Checks whether the first number of a numeric date is the day; returns None if the text does not decide."""
    match = _NUMERIC_DATE.search(text)
    if not match:
        return False
    first, second = int(match["first"]), int(match["second"])
    if first == second or second > 12:
        return False
    if first > 12 or match["separator"] == ".":
        return True
    return False if re.search(r"\d ?[ap]m\b", text, re.IGNORECASE) else None


def _parse(text: str, *, day_first: bool) -> datetime | None:
    # The parser takes missing parts from the default. Two defaults that differ in every part reveal them.
    defaults = (datetime(2000, 1, 1), datetime(2004, 2, 2))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an unknown time zone is read as UTC
            first, second = (
                _parser().parse(text, default=default, dayfirst=day_first, tzinfos=_ZONES) for default in defaults
            )
    except Exception:  # the parser raises many kinds of errors, for example OverflowError and TypeError
        return None
    return _in_range(first) if first == second else None


@cache
def _parser() -> "parser":
    from dateutil.parser import parser, parserinfo

    class _WholeYears(parserinfo):
        """Rejects a year of two digits, because its century would be a guess."""

        def convertyear(self, year: int, century_specified: bool = False) -> int:
            if year < EARLIEST_YEAR:
                raise ValueError(f"not a year: {year}, century_specified={century_specified}")
            return year

    return parser(_WholeYears())


def _in_range(moment: datetime) -> datetime | None:
    """Returns the moment with a plain UTC offset; None if it, or the same moment in UTC, has no four-digit year."""
    try:
        aware = moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))
        years = (aware.year, aware.astimezone(UTC).year)
    except (ValueError, OverflowError):
        return None
    return aware if all(EARLIEST_YEAR <= year <= LATEST_YEAR for year in years) else None
