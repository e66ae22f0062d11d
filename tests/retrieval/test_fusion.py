from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.time_range import DateRange
from assistant.retrieval.fusion import FusionWeights, fuse_scores, recency_prior

WEIGHTS = FusionWeights()
DAY = date(2026, 3, 20)
SCORES = st.lists(st.floats(0, 50), min_size=2, max_size=20)


def days(*of: date | None) -> np.ndarray:
    return np.array([day.toordinal() if day else 0 for day in of], dtype=np.int64)


def test_a_passage_that_is_better_in_every_look_is_more_relevant() -> None:
    one, other = np.array([3.0, 2.0, 1.0]), np.array([0.9, 0.5, 0.4])
    assert list(np.argsort(-fuse_scores([(1.0, one), (0.5, other)]))) == [0, 1, 2]


@given(SCORES)
def test_looks_without_differences_change_nothing(scores: list[float]) -> None:
    look = np.array(scores)
    flat = np.ones_like(look)
    assert np.allclose(fuse_scores([(1.0, look), (1.0, flat)]), fuse_scores([(1.0, look), (1.0, 7 * flat)]))


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_newer_article_is_never_less_timely_for_a_question_without_a_time(one: int, other: int) -> None:
    ages = np.array([DAY.toordinal() - one, DAY.toordinal() - other])
    first, second = recency_prior(ages, DAY, None, WEIGHTS)
    assert (first >= second) == (one <= other) or np.isclose(first, second)


def test_an_undated_article_gains_and_loses_nothing() -> None:
    assert recency_prior(days(None), DAY, None, WEIGHTS)[0] == 0


def test_this_week_counts_more_than_no_word_of_time() -> None:
    week = DateRange(date(2026, 3, 13), DAY)
    assert recency_prior(days(DAY), DAY, week, WEIGHTS)[0] > recency_prior(days(DAY), DAY, None, WEIGHTS)[0]


def test_an_earlier_time_that_is_named_speaks_for_its_articles() -> None:
    then = DateRange(date(2016, 10, 1), date(2016, 10, 31))
    october, now, between = recency_prior(days(date(2016, 10, 19), DAY, date(2020, 1, 1)), DAY, then, WEIGHTS)
    assert october > now > between
