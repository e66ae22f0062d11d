"""What reading dates promises: a whole date in many ways of writing, and never a guess."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.language.dates import parse_date


def at(*parts: int, hours: float = 0) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=hours)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2016-10-19", at(2016, 10, 19)),
        ("2016-10-19T14:05:30Z", at(2016, 10, 19, 14, 5, 30)),
        ("2016-10-19T14:05:30.250+03:00", at(2016, 10, 19, 14, 5, 30, 250_000, hours=3)),
        ("2016-10-19T14:05:30.1234567Z", at(2016, 10, 19, 14, 5, 30, 123_456)),
        ("2016-10-19 14:05", at(2016, 10, 19, 14, 5)),
        ("20161019", at(2016, 10, 19)),
        ("Wed, 19 Oct 2016 14:05:00 GMT", at(2016, 10, 19, 14, 5)),
        ("Wed, 19 Oct 2016 14:05:00 -0400", at(2016, 10, 19, 14, 5, hours=-4)),
        ("Wed, 19 Oct 2016 14:05:00 EDT", at(2016, 10, 19, 14, 5, hours=-4)),
        ("19 October 2016", at(2016, 10, 19)),
        ("October 19, 2016", at(2016, 10, 19)),
        ("Oct. 19, 2016", at(2016, 10, 19)),
        ("Sept. 5, 2020", at(2020, 9, 5)),
        ("Oct 19, 2016 at 2:05 p.m.", at(2016, 10, 19, 14, 5)),
        ("  19\n Oct 2016 ", at(2016, 10, 19)),
        (1476885900, at(2016, 10, 19, 14, 5)),
        ("1476885900", at(2016, 10, 19, 14, 5)),
        (1476885900000, at(2016, 10, 19, 14, 5)),
        (1476885900.5, at(2016, 10, 19, 14, 5, 0, 500_000)),
        (20161019, at(2016, 10, 19)),
        (date(2016, 10, 19), at(2016, 10, 19)),
        (datetime(2016, 10, 19, 14, 5), at(2016, 10, 19, 14, 5)),
        (at(2016, 10, 19, 14, hours=5.5), at(2016, 10, 19, 14, hours=5.5)),
    ],
)
def test_whole_dates_are_read(written, meant):
    read = parse_date(written)
    assert read == meant
    assert read.utcoffset() == meant.utcoffset()


@pytest.mark.parametrize(
    "written",
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
def test_a_date_in_part_is_not_completed(written):
    assert parse_date(written) is None


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "soon", "2016-13-45", "30 February 2016", "19 Oct 16", "16-10-19", "0016-10-19", "0999-12-31"),
        *("x" * 10_000, None, True, -1, 0, 12, float("nan"), float("inf"), 10**30, [], {}, b"2016-10-19"),
    ],
)
def test_nonsense_is_no_date(written):
    assert parse_date(written) is None


def test_a_date_that_could_be_two_days_is_none_of_them():
    assert parse_date("03/04/2016") is None
    assert parse_date("03-04-2016") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("19/10/2016", at(2016, 10, 19)),
        ("10/19/2016", at(2016, 10, 19)),
        ("04/04/2016", at(2016, 4, 4)),
        ("03.04.2016", at(2016, 4, 3)),
        ("03/04/2016 2:05 PM", at(2016, 3, 4, 14, 5)),
        ("2016/03/04", at(2016, 3, 4)),
    ],
)
def test_a_date_in_numbers_is_read_where_its_writing_settles_it(written, meant):
    assert parse_date(written) == meant


def test_the_ends_of_time_stay_within_four_digits():
    assert parse_date(datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))) is None
    assert parse_date(datetime(1000, 1, 1, tzinfo=UTC)) is not None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.none(), st.binary()))
def test_nothing_makes_it_fail(value):
    read = parse_date(value)
    assert read is None or (read.tzinfo is not None and 1000 <= read.astimezone(UTC).year <= 9999)


@given(st.text(alphabet="0123456789 :/.-,+TZaApPmMOctober", max_size=30))
def test_nothing_that_looks_like_a_date_makes_it_fail(value):
    parse_date(value)


@given(st.datetimes(min_value=datetime(1001, 1, 1), max_value=datetime(9998, 12, 31)))
def test_what_iso_8601_writes_is_read_back(moment):
    assert parse_date(moment.isoformat()) == moment.replace(tzinfo=UTC)
