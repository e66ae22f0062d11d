"""A statistic of a resample equals that of the drawn questions themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from assistant.eval.metrics.metric import Auroc, Percentile, Ratio

SCORES = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30)


@given(SCORES, st.randoms(use_true_random=False))
def test_a_resample_is_measured_as_if_each_question_occurred_as_often_as_it_was_drawn(
    pairs: list[tuple[int, bool]], chance: object
) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    positive = np.array([float(label) for _, label in pairs])
    drawn = [chance.randrange(len(pairs)) for _ in pairs]  # type: ignore[attr-defined]
    counts = np.bincount(drawn, minlength=len(pairs)).astype(float)[None]
    again, labels = scores[drawn], positive[drawn]
    assert Ratio(scores, np.ones(len(pairs))).over(counts)[0] == pytest.approx(again.mean())
    assert Percentile(scores, 95).over(counts)[0] == np.percentile(again, 95, method="inverted_cdf")
    if len(set(labels)) == 2:
        assert Auroc(scores, positive).over(counts)[0] == pytest.approx(roc_auc_score(labels, again))
    else:
        assert np.isnan(Auroc(scores, positive).over(counts)[0])
