"""Questions of one group are drawn together; without groups each question is drawn alone."""

import numpy as np
import pytest

from assistant.eval.metrics.bootstrap import confidence_interval, paired_difference
from assistant.eval.metrics.metric import Ratio


def share(values: list[float]) -> Ratio:
    return Ratio(np.array(values), np.ones(len(values)))


def test_an_interval_includes_the_value_and_narrows_with_more_questions() -> None:
    few = confidence_interval(share([0.0, 1.0] * 10), 20)
    many = confidence_interval(share([0.0, 1.0] * 200), 400)
    assert few is not None
    assert many is not None
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high


def test_a_metric_without_a_value_has_no_interval() -> None:
    assert confidence_interval(Ratio(np.zeros(3), np.zeros(3)), 3) is None


def test_questions_of_a_group_are_drawn_together() -> None:
    values = [0.0, 1.0] * 20
    alone = confidence_interval(share(values), 40)
    mixed_groups = confidence_interval(share(values), 40, groups=np.repeat(np.arange(20), 2))
    assert alone is not None
    assert mixed_groups is not None
    assert alone.low < 0.5 < alone.high
    assert (mixed_groups.low, mixed_groups.high) == pytest.approx((0.5, 0.5))


def test_copies_of_a_question_in_one_group_add_no_certainty() -> None:
    once = confidence_interval(share([0.0, 1.0] * 10), 20)
    copied = confidence_interval(share([0.0, 0.0, 1.0, 1.0] * 10), 40, groups=np.repeat(np.arange(20), 2))
    assert once == copied


def test_groups_of_one_question_are_no_groups() -> None:
    first, second = share([0.0, 1.0, 1.0, 0.0]), share([1.0, 1.0, 1.0, 0.0])
    assert paired_difference(first, second, 4) == paired_difference(first, second, 4, groups=np.arange(4))
