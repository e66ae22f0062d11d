"""Words of the page that several of its parts share: quantities, days, the age of sources; in the language of the page."""

from datetime import date, datetime, timedelta

from assistant.prompts import wording
from assistant.web.language import _, format_number, ngettext, page_language

_DAYS_PER_MONTH = 30.44
_DAYS_PER_YEAR = 365.25
_MONTHS_FROM_DAYS = 60
_YEARS_FROM_DAYS = 730
_SECONDS_PER_MINUTE, _SECONDS_PER_HOUR, _SECONDS_PER_DAY = 60, 3_600, 86_400


def articles(number: int) -> str:
    """Returns a number of articles: "1 article", "3,120 articles"."""
    return ngettext("%(number)s article", "%(number)s articles", number)


def new_articles(number: int) -> str:
    """Returns a number of new articles."""
    return ngettext("%(number)s new article", "%(number)s new articles", number)


def passages(number: int) -> str:
    """Returns a number of passages."""
    return ngettext("%(number)s passage", "%(number)s passages", number)


def sources(number: int) -> str:
    """Returns a number of sources."""
    return ngettext("%(number)s source", "%(number)s sources", number)


def questions(number: int) -> str:
    """Returns a number of questions."""
    return ngettext("%(number)s question", "%(number)s questions", number)


def words(number: int) -> str:
    """Returns a number of words."""
    return ngettext("%(number)s word", "%(number)s words", number)


def edits(number: int) -> str:
    """Returns a number of edits."""
    return ngettext("%(number)s edit", "%(number)s edits", number)


def days(number: int) -> str:
    """Returns a number of days."""
    return ngettext("%(number)s day", "%(number)s days", number)


def duration(time: timedelta) -> str:
    """Returns a time in words, in its largest whole unit: "30 minutes", "2 hours", "1 day"."""
    seconds = round(time.total_seconds())
    if seconds and seconds % _SECONDS_PER_DAY == 0:
        return days(seconds // _SECONDS_PER_DAY)
    if seconds and seconds % _SECONDS_PER_HOUR == 0:
        return ngettext("%(number)s hour", "%(number)s hours", seconds // _SECONDS_PER_HOUR)
    if seconds and seconds % _SECONDS_PER_MINUTE == 0:
        return ngettext("%(number)s minute", "%(number)s minutes", seconds // _SECONDS_PER_MINUTE)
    return ngettext("%(number)s second", "%(number)s seconds", seconds)


def long_date(day: date) -> str:
    """Returns a day in words: "19 October 2016"."""
    return wording.long_date(day, page_language())


def short_date(day: date, pattern: str) -> str:
    """Returns parts of a day in words: "5 Mar", "Mar", "March 2026".

    Args:
        day: The day.
        pattern: The parts in the notation of Unicode: "d MMM", "MMM", "LLLL y".
    """
    from babel.dates import format_date

    return format_date(day, pattern, locale=page_language())


def moment_line(moment: datetime) -> str:
    """Returns a moment in words, in UTC: "5 March 2026, 14:02 UTC"."""
    return f"{long_date(moment.date())}, {moment:%H:%M} UTC"


def days_line(first: date, last: date) -> str:
    """Returns a range of days in words: "3 March 2026", "3 March 2026 to 23 May 2026"."""
    if first == last:
        return long_date(first)
    return _("%(first)s to %(last)s", first=long_date(first), last=long_date(last))


def newest_source_line(newest: date | None, as_of: date) -> str:
    """Describes how much older than the question an answer's newest source is.

    Args:
        newest: The day of the newest source; None if no source has a date.
        as_of: The day on which the question is asked.
    """
    if newest is None:
        return _("None of these sources has a date.")
    age = (as_of - newest).days
    if age == 0:
        return _("Newest source: %(day)s, the day of the question.", day=long_date(newest))
    return _(
        "Newest source: %(day)s, %(age)s before %(as_of)s.",
        day=long_date(newest),
        age=_age(age),
        as_of=long_date(as_of),
    )


def _age(age: int) -> str:
    if age >= _YEARS_FROM_DAYS:
        return ngettext("about %(number)s year", "about %(number)s years", round(age / _DAYS_PER_YEAR))
    if age > _MONTHS_FROM_DAYS:
        return ngettext("about %(number)s month", "about %(number)s months", round(age / _DAYS_PER_MONTH))
    return days(age)


def of_all(part: int, whole: int) -> str:
    """Returns a number of a larger one: "3 of 12"."""
    return _("%(part)s of %(whole)s", part=format_number(part), whole=format_number(whole))
