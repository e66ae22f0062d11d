"""Compares the time that a question names with that of a sentence, which the QA model cannot: it does not see the date of an article.

Articles say "on Friday" or nothing where a question says "in March 2026" or "last week".
"""

from datetime import date, timedelta

from assistant.extractive.sentence_ranking import RankedSentence
from assistant.facts.event_days import event_days
from assistant.ingest.language.english_times import YEAR_NUMBER
from assistant.questions.question import Question
from assistant.questions.time_range import DateRange, without_named_time

_REPORTED_WITHIN = timedelta(days=3)  # of the event
_REPORTED_WITHIN_SHARE = 3  # of a longer time, within a third of it
_DAY_OF_REPORT = timedelta(days=1)  # a weekday or "yesterday" may be one day before the range


def question_for_sentence(question: Question, sentence: RankedSentence) -> str:
    """Returns the question as the QA model reads it with a sentence: without the time that it names, if the article is of that time.

    A sentence that names another day or year is read with the whole question.

    Args:
        question: The question.
        sentence: The sentence.
    """
    named = question.date_range
    published = sentence.hit.article.published
    if named is None or not named.is_named or published is None or not _reports(named, published.date()):
        return question.text
    if _names_another_time(sentence.text, published.date(), named):
        return question.text
    return without_named_time(question.text, question.as_of) or question.text


def is_of_another_time(question: Question, sentence: RankedSentence) -> bool:
    """Checks whether neither a sentence nor its article is of the time that the question names.

    Args:
        question: The question.
        sentence: The sentence.
    """
    named = question.date_range
    published = sentence.hit.article.published
    if named is None or not named.is_named or published is None:
        return False
    text, day = sentence.text, published.date()
    if not _reports(named, day):
        return not _names_the_time(text, day, named)
    return _names_another_time(text, day, named) and not _names_the_time(text, day, named)


def _reports(named: DateRange, published: date) -> bool:
    """Checks whether an article of a day may report what happened in the range."""
    within = max(_REPORTED_WITHIN, (named.last - named.first) / _REPORTED_WITHIN_SHARE)
    return named.first <= published <= _later(named.last, within)


def _names_the_time(text: str, published: date, named: DateRange) -> bool:
    years = (int(year) for year in YEAR_NUMBER.findall(text))
    return any(named.first.year <= year <= named.last.year for year in years) or any(
        named.contains(day) or named.contains(_later(day, _DAY_OF_REPORT)) for day in event_days(text, published)
    )


def _names_another_time(text: str, published: date, named: DateRange) -> bool:
    if any(not named.first.year <= int(year) <= named.last.year for year in YEAR_NUMBER.findall(text)):
        return True
    days = event_days(text, published)
    return bool(days) and not any(named.contains(day) or named.contains(_later(day, _DAY_OF_REPORT)) for day in days)


def _later(day: date, difference: timedelta) -> date:
    """Returns a day some days later, at the latest the last one that Python supports."""
    return day + min(difference, date.max - day)
