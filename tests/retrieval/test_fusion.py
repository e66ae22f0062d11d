from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.time_range import DateRange
from assistant.retrieval.fusion import FusionWeights, fuse_scores, recency_prior

WEIGHTS = FusionWeights()
DAY = date(2026, 3, 20)
SCORES = st.lists(st.floats(0, 50), min_size=2, max_size=20)


def days(*dates: date | None) -> np.ndarray:
    return np.array([day.toordinal() if day else 0 for day in dates], dtype=np.int64)


def test_a_passage_that_is_better_in_every_signal_scores_higher() -> None:
    signal, other = np.array([3.0, 2.0, 1.0]), np.array([0.9, 0.5, 0.4])
    assert list(np.argsort(-fuse_scores([(1.0, signal), (0.5, other)]))) == [0, 1, 2]


@given(SCORES)
def test_constant_signals_change_nothing(scores: list[float]) -> None:
    signal = np.array(scores)
    constant = np.ones_like(signal)
    assert np.allclose(fuse_scores([(1.0, signal), (1.0, constant)]), fuse_scores([(1.0, signal), (1.0, 7 * constant)]))


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_newer_article_never_has_a_lower_prior_without_a_time_range(age: int, other_age: int) -> None:
    dates = np.array([DAY.toordinal() - age, DAY.toordinal() - other_age])
    prior, other_prior = recency_prior(dates, DAY, None, WEIGHTS)
    assert (prior >= other_prior) == (age <= other_age) or np.isclose(prior, other_prior)


def test_an_undated_article_ranks_after_any_dated_one() -> None:
    week = DateRange(date(2026, 3, 13), DAY)
    for date_range in (None, week, DateRange(date(1999, 1, 1), date(1999, 12, 31))):
        undated, old = recency_prior(days(None, date(1990, 1, 1)), DAY, date_range, WEIGHTS)
        assert undated < old


def test_this_week_weighs_more_than_no_time_range() -> None:
    week = DateRange(date(2026, 3, 13), DAY)
    assert recency_prior(days(DAY), DAY, week, WEIGHTS)[0] > recency_prior(days(DAY), DAY, None, WEIGHTS)[0]


def test_an_earlier_time_range_favours_its_articles() -> None:
    october_2016 = DateRange(date(2016, 10, 1), date(2016, 10, 31))
    october, now, between = recency_prior(days(date(2016, 10, 19), DAY, date(2020, 1, 1)), DAY, october_2016, WEIGHTS)
    assert october > now > between
