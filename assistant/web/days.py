"""Days as a reader of the page writes and reads them."""

from datetime import date

from assistant.ingest.errors import UsageError

_FEW_DAYS = 60
_FEW_MONTHS = 24
_DAYS_A_MONTH = 30.44


def read_day(text: str) -> date | None:
    """The day that was typed; None where nothing was.

    Raises:
        UsageError: If it is no day.
    """
    if not (typed := text.strip()):
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise UsageError(
            f"“{typed[:40]}” is not a date; write it like 2016-10-20, or leave the field empty for today"
        ) from error


def write_day(day: date) -> str:
    """Such as "19 October 2016"."""
    return f"{day.day} {day:%B %Y}"


def age_line(newest: date | None, as_of: date) -> str:
    """How old the newest source of an answer was on the day it was asked for."""
    if newest is None:
        return "The sources carry no date."
    return f"Newest source: {write_day(newest)}, {_age((as_of - newest).days)} on {write_day(as_of)}."


def _age(days: int) -> str:
    if days <= 0:
        return "of the same day"
    if days <= _FEW_DAYS:
        return _count(days, "day")
    months = round(days / _DAYS_A_MONTH)
    return _count(months, "month") if months <= _FEW_MONTHS else _count(round(months / 12), "year")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'} old"
