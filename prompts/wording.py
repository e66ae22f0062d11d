"""Words for people that several entry points and the prompts share: quantities, dates, the age of sources."""

from collections.abc import Sequence
from datetime import date, timedelta

from assistant.prompts.translation import SOURCE_LANGUAGE, message

NOT_CONFIRMED = message("not confirmed by its source")
"""Marks a statement that the verification did not find in its source."""

CORRECTED = "corrected by a newer article"
"""The mark of a statement that the first statement of the answer, which is newer, corrects."""

OUTDATED = "a newer article has another amount"
"""The mark of a statement that the first statement of the answer repeats with a newer amount."""

UNDATED = message("undated")
"""Marks a statement of articles without a date."""

INCOMPLETE = message("only the beginning of the article was readable")
"""Marks a statement of articles whose text is incomplete."""

TRANSLATED_BY_MODEL = message("translated by the language model")
"""Marks a statement in another language than its source."""

NOT_LITERAL = message("the words in quotation marks are not literal")
"""Marks a statement that puts words into quotation marks that its source does not have."""

WORDED_BY_MODEL = message("The sentences are a language model’s words; the sources have the exact words.")
"""Stands below an answer that is in the words of a language model."""

CHANGE_WORDING = {
    "answered": message("is answered now"),
    "refused": message("is not answered any more"),
    "lead": message("has another answer"),
    "short_answer": message("has another answer"),
    "statement": message("is answered by another statement"),
}
"""How the answer to a standing question has changed, by the kind of the change."""

_LONG_DATES = {"de": "d. MMMM y", "ru": "d MMMM y"}  # without "г.", so that it can end a sentence
_DAYS_PER_MONTH = 30.44
_DAYS_PER_YEAR = 365.25
_MONTHS_FROM_DAYS = 60
_YEARS_FROM_DAYS = 730


def quantity(number: int, noun: str) -> str:
    """Returns a number with its noun: "1 article", "3,120 articles", "2 stories"."""
    return f"{number:,} {noun if number == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    ends_in_ies = noun.endswith("y") and noun[-2:-1] not in "aeiou"
    return f"{noun[:-1]}ies" if ends_in_ies else f"{noun}s"


def long_date(day: date, language: str = SOURCE_LANGUAGE) -> str:
    """Returns a day in words: "19 October 2016".

    Args:
        day: The day.
        language: The language of the words, as a primary subtag.
    """
    if language == SOURCE_LANGUAGE:
        return f"{day.day} {day:%B} {day.year}"
    from babel.dates import format_date

    return format_date(day, _LONG_DATES[language], locale=language)


def day_range(first: date, last: date) -> str:
    """Returns one day or the first and the last one in words: "3 March 2026", "3 March 2026 to 9 March 2026"."""
    return long_date(first) if first == last else f"{long_date(first)} to {long_date(last)}"


def enumeration(names: Sequence[str]) -> str:
    """Returns names in words: "TASS", "TASS and Reuters", "TASS, Reuters and AP"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def days_line(first: date, last: date) -> str:
    """Returns a range of days in words: "3 March 2026", "3 March 2026 to 23 May 2026"."""
    return long_date(first) if first == last else f"{long_date(first)} to {long_date(last)}"


def duration(time: timedelta) -> str:
    """Returns a time in words, in its largest whole unit: "30 minutes", "2 hours", "1 day"."""
    seconds = round(time.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            return quantity(seconds // size, unit)
    return quantity(seconds, "second")


def newest_source_line(newest: date | None, as_of: date) -> str:
    """Describes how much older than the question an answer's newest source is.

    Args:
        newest: The day of the newest source; None if no source has a date.
        as_of: The day on which the question is asked.
    """
    if newest is None:
        return "None of these sources has a date."
    days = (as_of - newest).days
    if days == 0:
        return f"Newest source: {long_date(newest)}, the day of the question."
    return f"Newest source: {long_date(newest)}, {_duration(days)} before {long_date(as_of)}."


def _duration(days: int) -> str:
    if days >= _YEARS_FROM_DAYS:
        return f"about {quantity(round(days / _DAYS_PER_YEAR), 'year')}"
    if days > _MONTHS_FROM_DAYS:
        return f"about {quantity(round(days / _DAYS_PER_MONTH), 'month')}"
    return quantity(days, "day")
