"""Promises about the days that a sentence names, seen from the day of its article (Friday, 20 March 2026)."""

from datetime import date

import pytest

from assistant.facts.event_days import event_days, is_about_day

PUBLISHED = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("The lock was repaired on Friday.", {20}),
        ("The lock broke on Wednesday.", {18, 25}),
        ("The lock broke yesterday, and divers came this morning.", {19, 20}),
        ("It had stuck the day before yesterday.", {18}),
        ("The lock opens tomorrow.", {21}),
        ("The lock broke on March 17.", {17}),
        ("The lock was built on 3 March 1931.", {date(1931, 3, 3)}),
        ("The lock is 200 years old.", set()),
    ],
)
def test_the_days_named_are_found(sentence, days):
    expected = {day if isinstance(day, date) else date(2026, 3, day) for day in days}
    assert event_days(sentence, PUBLISHED) == expected


def test_a_day_without_a_year_is_near_the_article():
    assert event_days("The ball is on 2 January.", date(2026, 12, 28)) == {date(2027, 1, 2)}


def test_a_sentence_that_names_no_day_is_about_the_day_of_its_article():
    assert is_about_day("Nobody was hurt.", PUBLISHED, PUBLISHED)
    assert not is_about_day("Nobody was hurt.", PUBLISHED, date(2026, 3, 19))
    assert not is_about_day("The lock broke on Wednesday.", PUBLISHED, PUBLISHED)
    assert not is_about_day("Nobody was hurt.", None, PUBLISHED)
