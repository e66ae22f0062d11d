"""Compares the time that a question names with that of a sentence, which the QA model cannot: it does not see the date of an article.

Articles say "on Friday" or nothing where a question says "in March 2026" or "last week".
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.extractive.sentence_ranking import RankedSentence
from assistant.facts.event_days import event_days
from assistant.facts.states import tells_of_past
from assistant.ingest.language.english_times import YEAR_NUMBER
from assistant.questions.question import Question
from assistant.questions.time_range import DateRange

_REPORTED_WITHIN = timedelta(days=3)  # of the event
_REPORTED_WITHIN_SHARE = 3  # of a longer time, within a third of it
_SAME_WEEKDAY = timedelta(days=31)
_DAY_OF_REPORT = timedelta(days=1)  # a weekday or "yesterday" may be one day before the range


_ASKS_FOR_RECENT = re.compile(
    r"\b(?:again|now|currently|at the moment|any ?more|these days|this (?:time|year)|so far|yet|still)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DatedReading:
    """How the QA model reads a question with a sentence.

    Attributes:
        question: The question; without the time that it names if the article is of that time and the sentence names no other.
        is_of_another_time: Whether neither the sentence nor its article is of the time that the question names.
    """

    question: str
    is_of_another_time: bool


def dated_reading(question: Question, sentence: RankedSentence) -> DatedReading:
    """Compares the time that a question names with the days and years of a sentence and with the day of its article.

    Args:
        question: The question.
        sentence: The sentence.
    """
    named = question.date_range
    published = sentence.hit.article.published
    if published is None:
        return DatedReading(question.text, is_of_another_time=False)
    if named is None or not named.is_named:
        asks_for_recent = bool(_ASKS_FOR_RECENT.search(question.text)) and not YEAR_NUMBER.search(question.text)
        is_of_past = asks_for_recent and tells_of_past(sentence.text, published.year)
        return DatedReading(question.text, is_of_another_time=is_of_past)
    day = published.date()
    years_match = [named.first.year <= int(year) <= named.last.year for year in YEAR_NUMBER.findall(sentence.text)]
    days = event_days(sentence.text, day)
    if any(_repeats_weekday(named, other) for other in days):
        return DatedReading(question.text, is_of_another_time=False)
    names_its_day = any(named.contains(other) or named.contains(_later(other, _DAY_OF_REPORT)) for other in days)
    names_the_time = names_its_day or any(years_match)
    names_another_time = not all(years_match) or (bool(days) and not names_its_day)
    reports = _reports(named, day)
    text = question.text_without_time if reports and not names_another_time else ""
    return DatedReading(text or question.text, not names_the_time and (names_another_time or not reports))


def _repeats_weekday(named: DateRange, day: date) -> bool:
    """Checks whether a question that names only a weekday can mean the same weekday some weeks before."""
    return (
        named.is_weekday and day.weekday() == named.first.weekday() and day < named.first <= _later(day, _SAME_WEEKDAY)
    )


def _reports(named: DateRange, published: date) -> bool:
    """Checks whether an article of a day may report what happened in the range."""
    within = max(_REPORTED_WITHIN, (named.last - named.first) / _REPORTED_WITHIN_SHARE)
    return named.first <= published <= _later(named.last, within)


def _later(day: date, difference: timedelta) -> date:
    """Returns a day some days later, at the latest the last one that Python supports."""
    return day + min(difference, date.max - day)
