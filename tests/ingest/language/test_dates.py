"""Dates: complete dates are parsed in many formats, and nothing is guessed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.language.dates import parse_date


def moment_at(*parts: int, hours: float = 0) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=hours)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2016-10-19", moment_at(2016, 10, 19)),
        ("2016-10-19T14:05:30Z", moment_at(2016, 10, 19, 14, 5, 30)),
        ("2016-10-19T14:05:30.250+03:00", moment_at(2016, 10, 19, 14, 5, 30, 250_000, hours=3)),
        ("2016-10-19T14:05:30.1234567Z", moment_at(2016, 10, 19, 14, 5, 30, 123_456)),
        ("2016-10-19 14:05", moment_at(2016, 10, 19, 14, 5)),
        ("20161019", moment_at(2016, 10, 19)),
        ("Wed, 19 Oct 2016 14:05:00 GMT", moment_at(2016, 10, 19, 14, 5)),
        ("Wed, 19 Oct 2016 14:05:00 -0400", moment_at(2016, 10, 19, 14, 5, hours=-4)),
        ("Wed, 19 Oct 2016 14:05:00 EDT", moment_at(2016, 10, 19, 14, 5, hours=-4)),
        ("19 October 2016", moment_at(2016, 10, 19)),
        ("October 19, 2016", moment_at(2016, 10, 19)),
        ("Oct. 19, 2016", moment_at(2016, 10, 19)),
        ("Sept. 5, 2020", moment_at(2020, 9, 5)),
        ("Oct 19, 2016 at 2:05 p.m.", moment_at(2016, 10, 19, 14, 5)),
        ("  19\n Oct 2016 ", moment_at(2016, 10, 19)),
        (1476885900, moment_at(2016, 10, 19, 14, 5)),
        ("1476885900", moment_at(2016, 10, 19, 14, 5)),
        (1476885900000, moment_at(2016, 10, 19, 14, 5)),
        (1476885900.5, moment_at(2016, 10, 19, 14, 5, 0, 500_000)),
        (20161019, moment_at(2016, 10, 19)),
        (date(2016, 10, 19), moment_at(2016, 10, 19)),
        (datetime(2016, 10, 19, 14, 5), moment_at(2016, 10, 19, 14, 5)),
        (moment_at(2016, 10, 19, 14, hours=5.5), moment_at(2016, 10, 19, 14, hours=5.5)),
    ],
)
def test_complete_dates_are_parsed(value, expected):
    parsed = parse_date(value)
    assert parsed == expected
    assert parsed.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    "value",
    [
        "October 19",
        "19 Oct",
        "October 2016",
        "2016",
        2016,
        "2016-10",
        "Wednesday",
        "14:05",
        "Wednesday 14:05",
        "yesterday",
        "now",
    ],
)
def test_a_partial_date_is_not_completed(value):
    assert parse_date(value) is None


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "soon", "2016-13-45", "30 February 2016", "19 Oct 16", "16-10-19", "0016-10-19", "0999-12-31"),
        *("x" * 10_000, None, True, -1, 0, 12, float("nan"), float("inf"), 10**30, [], {}, b"2016-10-19"),
    ],
)
def test_nonsense_is_no_date(value):
    assert parse_date(value) is None


def test_an_ambiguous_numeric_date_is_not_parsed():
    assert parse_date("03/04/2016") is None
    assert parse_date("03-04-2016") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("19/10/2016", moment_at(2016, 10, 19)),
        ("10/19/2016", moment_at(2016, 10, 19)),
        ("04/04/2016", moment_at(2016, 4, 4)),
        ("03.04.2016", moment_at(2016, 4, 3)),
        ("03/04/2016 2:05 PM", moment_at(2016, 3, 4, 14, 5)),
        ("2016/03/04", moment_at(2016, 3, 4)),
    ],
)
def test_a_numeric_date_is_parsed_if_its_format_decides(value, expected):
    assert parse_date(value) == expected


def test_years_stay_within_four_digits_in_utc_too():
    assert parse_date(datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))) is None
    assert parse_date(datetime(1000, 1, 1, tzinfo=UTC)) is not None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.none(), st.binary()))
def test_any_value_is_parsed_or_rejected(value):
    parsed = parse_date(value)
    assert parsed is None or (parsed.tzinfo is not None and 1000 <= parsed.astimezone(UTC).year <= 9999)


@given(st.text(alphabet="0123456789 :/.-,+TZaApPmMOctober", max_size=30))
def test_any_text_that_looks_like_a_date_is_parsed_or_rejected(value):
    parse_date(value)


@given(st.datetimes(min_value=datetime(1001, 1, 1), max_value=datetime(9998, 12, 31)))
def test_iso_8601_is_parsed_back(moment):
    assert parse_date(moment.isoformat()) == moment.replace(tzinfo=UTC)
