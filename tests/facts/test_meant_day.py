"""A weekday or "yesterday" in an article means one day, which is told from the article's day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts.meant_day import meant_day

THURSDAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("sentence", "words", "day"),
    [
        ("The council closed the bridge on Tuesday.", "Tuesday", date(2026, 3, 3)),
        ("The council closed the bridge at 2 p.m. on Tuesday.", "2 p.m. on Tuesday", date(2026, 3, 3)),
        ("The court met on Thursday.", "Thursday", THURSDAY),
        ("The bridge will reopen on Saturday.", "on Saturday", date(2026, 3, 7)),
        ("The council said on Wednesday that the ferry is expected to sail on Monday.", "Wednesday", date(2026, 3, 4)),
        ("The council said on Wednesday that the ferry is expected to sail on Monday.", "Monday", date(2026, 3, 9)),
        ("It burned down last Thursday.", "last Thursday", date(2026, 2, 26)),
        ("They vote next Thursday.", "next Thursday", date(2026, 3, 12)),
        ("The fire began yesterday.", "yesterday", date(2026, 3, 4)),
        ("Rain is expected tomorrow.", "tomorrow", date(2026, 3, 6)),
    ],
)
def test_a_relative_time_means_a_day(sentence: str, words: str, day: date) -> None:
    start = sentence.index(words)
    assert meant_day(sentence, (start, start + len(words)), THURSDAY) == day


@pytest.mark.parametrize(
    "words",
    [
        "3 March",
        "Tuesday, 3 March",
        "in 1931",
        "on Mondays",
        "every Monday",
        "between Monday and Friday",
        "last week",
        "noon",
    ],
)
def test_other_times_mean_no_other_day(words: str) -> None:
    assert meant_day(words, (0, len(words)), THURSDAY) is None


@given(st.dates(), st.sampled_from(["on Monday", "will end on Friday", "yesterday", "tomorrow", "next Sunday"]))
def test_the_day_is_at_most_a_week_away(published: date, words: str) -> None:
    day = meant_day(words, (0, len(words)), published)
    assert day is None or abs((day - published).days) <= 7
