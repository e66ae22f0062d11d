import calendar

import pytest

from assistant.ingest.language.english_times import TIME_EXPRESSION, WRITTEN_DATE, YEAR_NUMBER, month_number


@pytest.mark.parametrize("names", [calendar.month_name, calendar.month_abbr])
def test_the_number_of_a_month_is_read_from_its_name_and_its_abbreviation(names: list[str]) -> None:
    assert [month_number(name) for name in names if name] == list(range(1, 13))
    assert month_number("SEPT") == 9


@pytest.mark.parametrize(
    "text", ["3rd May 2020", "Sept. 5, 2019", "Saturday, 23 May", "October 2016", "next Tuesday", "9:15 a.m.", "1871"]
)
def test_a_time_expression_is_matched_completely(text: str) -> None:
    match = TIME_EXPRESSION.search(f"It opened {text}")
    assert match is not None
    assert match.group() == text


@pytest.mark.parametrize(
    "text", ["It cost $1900.", "1,999 boats", "They may sail.", "a march of 3 people", "1000 euros"]
)
def test_amounts_and_verbs_are_no_time_expressions(text: str) -> None:
    assert TIME_EXPRESSION.search(text) is None


def test_a_month_in_a_follow_up_needs_a_capital() -> None:
    assert [match.group() for match in WRITTEN_DATE.finditer("They may meet in May 2015, or 3 June")] == [
        "May 2015",
        "3 June",
    ]
    assert YEAR_NUMBER.findall("in 1492, 1588 and 2024") == ["1588", "2024"]
