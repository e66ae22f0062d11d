from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.time_range import DateRange, question_date_range

DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "first_day", "last_day"),
    [
        ("What happened on 13 March 2026?", date(2026, 3, 13), date(2026, 3, 13)),
        ("What happened on March 13, 2026?", date(2026, 3, 13), date(2026, 3, 13)),
        ("Who won in October 2016?", date(2016, 10, 1), date(2016, 10, 31)),
        ("Who resigned in February?", date(2026, 2, 1), date(2026, 2, 28)),
        ("Who resigned in November?", date(2025, 11, 1), date(2025, 11, 30)),
        ("Who won the cup in 2016?", date(2016, 1, 1), date(2016, 12, 31)),
        ("What closed yesterday?", date(2026, 3, 19), date(2026, 3, 19)),
        ("Which bridge was closed this week?", date(2026, 3, 13), DAY),
        ("What has happened since Monday?", date(2026, 3, 16), DAY),
        ("What happened last Friday?", date(2026, 3, 13), date(2026, 3, 13)),
        ("What was said before Wednesday?", date.min, date(2026, 3, 18)),
        ("What has changed since 3 March?", date(2026, 3, 3), DAY),
        ("What has changed since 3 March 2025?", date(2025, 3, 3), DAY),
        ("What has changed since February?", date(2026, 2, 1), DAY),
        ("What did the council decide before March 10?", date.min, date(2026, 3, 10)),
        ("What happened in the last three days?", date(2026, 3, 17), DAY),
        ("What happened in the past 2 weeks?", date(2026, 3, 6), DAY),
        ("How many were rescued so far this year?", date(2025, 3, 20), DAY),
        ("Who spoke last month?", date(2026, 1, 17), date(2026, 2, 20)),
    ],
)
def test_a_time_is_read_relative_to_the_date_of_the_question(text: str, first_day: date, last_day: date) -> None:
    assert question_date_range(text, DAY) == DateRange(first_day, last_day)


def test_a_day_named_by_its_weekday_only_is_marked_as_such() -> None:
    assert question_date_range("What happened on Friday?", DAY) == DateRange(DAY, DAY, is_weekday=True)


@pytest.mark.parametrize("text", ["What is the latest on the bridge?", "Who runs the council now?", "How many so far?"])
def test_what_asks_for_the_newest_prefers_the_last_month_and_excludes_nothing(text: str) -> None:
    assert question_date_range(text, DAY) == DateRange(date(2026, 2, 17), DAY, is_named=False)


@pytest.mark.parametrize(
    "text",
    [
        "Will the bridge reopen on 12 June?",
        "Is the ferry expected to sail by Monday?",
        "Will he resign in May?",
        "Who spoke at Black Friday?",
    ],
)
def test_a_day_that_may_be_to_come_is_not_guessed(text: str) -> None:
    assert question_date_range(text, DAY) is None


@pytest.mark.parametrize(
    "text", ["Who is the mayor?", "May the mayor resign?", "How far did they march?", "Who has 2016 votes?"]
)
def test_no_time_is_read_if_none_is_named(text: str) -> None:
    assert question_date_range(text, DAY) is None


@given(st.text(max_size=80), st.dates())
def test_any_text_on_any_day_can_be_read(text: str, day: date) -> None:
    date_range = question_date_range(f"{text} this week last month in 2016", day)
    assert date_range is None or date_range.first <= date_range.last


@pytest.mark.parametrize("text", ["on 20 March", "on March 20", "on the 20th of March", "on march 20th"])
def test_a_day_without_a_year_is_the_last_one_of_that_name(text: str) -> None:
    question = f"What happened in Marrow {text}?"
    for as_of, year in ((date(2026, 3, 25), 2026), (date(2026, 3, 20), 2026), (date(2026, 3, 19), 2025)):
        date_range = question_date_range(question, as_of)
        assert date_range is not None
        assert date_range.only_day == date(year, 3, 20)


def test_a_month_is_not_one_day() -> None:
    date_range = question_date_range("What happened in March 2026?", date(2026, 4, 1))
    assert date_range is not None
    assert date_range.only_day is None
