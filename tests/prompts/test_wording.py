"""Quantities, dates and the age of sources are worded in one way, for every entry point and prompt."""

from datetime import date

import pytest

from assistant.prompts.wording import long_date, newest_source_line, quantity


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 articles"), (1, "1 article"), (2, "2 articles"), (3120, "3,120 articles")]
)
def test_a_quantity_has_its_noun_in_the_right_number(number: int, words: str) -> None:
    assert quantity(number, "article") == words


def test_a_date_is_written_with_the_month_in_words() -> None:
    assert long_date(date(2016, 10, 9)) == "9 October 2016"


@pytest.mark.parametrize(
    ("newest", "line"),
    [
        (date(2016, 10, 20), "Newest source: 20 October 2016, the day of the question."),
        (date(2016, 10, 19), "Newest source: 19 October 2016, 1 day before 20 October 2016."),
        (date(2016, 10, 18), "Newest source: 18 October 2016, 2 days before 20 October 2016."),
        (date(2016, 9, 20), "Newest source: 20 September 2016, 30 days before 20 October 2016."),
        (date(2016, 6, 20), "Newest source: 20 June 2016, about 4 months before 20 October 2016."),
        (date(2006, 10, 20), "Newest source: 20 October 2006, about 10 years before 20 October 2016."),
        (None, "None of these sources has a date."),
    ],
)
def test_an_answer_says_how_old_its_newest_source_is(newest: date | None, line: str) -> None:
    assert newest_source_line(newest, date(2016, 10, 20)) == line


@pytest.mark.parametrize(
    ("noun", "words"), [("story", "2 stories"), ("day", "2 days"), ("further feed", "2 further feeds")]
)
def test_a_noun_has_its_regular_plural(noun: str, words: str) -> None:
    assert quantity(2, noun) == words
