"""Finds the day that a relative time in a sentence means: "on Tuesday" in an article of 5 March is the 3rd of March."""

import re
from datetime import date, timedelta

from assistant.facts.event_days import DAYS_OF_WEEK, RELATIVE_DAYS, days_since_weekday
from assistant.ingest.language.english_modality import PLANNED
from assistant.ingest.language.english_times import RECURRING_DAY, WEEKDAY

_WEEKDAY = re.compile(rf"\b(?:(?P<which>last|next|this|coming) )?(?P<weekday>{WEEKDAY})\b", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\b(?! ?(?:[ap]\.?m\b|:))|\b(?:day before|day after|week|evenings|mornings)\b",
    re.IGNORECASE,
)
_RECURRING = re.compile(rf"\b(?:{RECURRING_DAY})", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:–—]\s|\b(?:but|although|though|while|whereas|that)\b", re.IGNORECASE)
_PLANNED = re.compile(rf"\b(?:{PLANNED})\b", re.IGNORECASE)
_FUTURE = frozenset({"next", "coming", "this"})


def meant_day(sentence: str, span: tuple[int, int], published: date) -> date | None:
    """Returns the day that words of a sentence mean if they name it relative to the article's; None if they do not, or it is uncertain.

    A weekday is the next one if the verb before it is in the future, else the last one. Words that contain a date need no other.

    Args:
        sentence: The sentence.
        span: The first character of the words, and one past the last.
        published: The day of its article.
    """
    words = sentence[slice(*span)]
    weekdays = list(_WEEKDAY.finditer(words))
    differences = [days for pattern, days in RELATIVE_DAYS for _ in pattern.finditer(words)]
    if len(weekdays) + len(differences) != 1 or _OTHER_DAY.search(words) or _RECURRING.search(words):
        return None
    if differences:
        return _later(published, differences[0])
    (match,) = weekdays
    days_ago = days_since_weekday(match["weekday"], published)
    which = (match["which"] or "").lower()
    if which == "last":
        return _later(published, -(days_ago or DAYS_OF_WEEK))
    if which in _FUTURE or _PLANNED.search(_clause_before(sentence, span[0])):
        return _later(published, DAYS_OF_WEEK - days_ago)
    return _later(published, -days_ago)


def _clause_before(sentence: str, position: int) -> str:
    """Returns the words of the same clause before a position."""
    starts = [match.end() for match in _CLAUSE_END.finditer(sentence, 0, position)]
    return sentence[max(starts, default=0) : position]


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
