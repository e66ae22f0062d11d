"""Reciprocal rank counts the first hit; nDCG counts stories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.eval.metrics.ranking import rank_scores


@given(st.integers(1, 8), st.integers(0, 12))
def test_a_perfect_order_scores_one(gold: int, others: int) -> None:
    stories = [str(number) for number in range(gold + others)]
    scores = rank_scores([True] * gold + [False] * others, stories, set(stories[:gold]))
    assert scores.reciprocal_rank == pytest.approx(1)
    assert scores.ndcg_10 == pytest.approx(1)


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_the_reciprocal_rank_is_that_of_the_first_hit(hits: list[bool]) -> None:
    reciprocal_rank = rank_scores(hits, ["s"] * len(hits), {"s"}).reciprocal_rank
    assert reciprocal_rank == pytest.approx(1 / (hits.index(True) + 1) if any(hits) else 0)


def test_a_system_that_shows_a_story_once_loses_nothing() -> None:
    collapsed = rank_scores([True, False], ["a", "b"], {"a"})
    repeated = rank_scores([True, True, False], ["a", "a", "b"], {"a"})
    assert collapsed.ndcg_10 == repeated.ndcg_10 == 1
