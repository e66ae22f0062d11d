"""Exact match and token F1 follow SQuAD 2.0's definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.eval.metrics.squad import exact_match, token_f1


def test_exact_match_and_f1_follow_squad() -> None:
    assert exact_match("The Eiffel-Tower!", ["eiffeltower"]) == 1
    assert exact_match("", []) == token_f1("", []) == 1
    assert exact_match("Paris", []) == token_f1("Paris", []) == 0
    assert token_f1("the cat sat", ["cat", "a dog"]) == pytest.approx(2 / 3)


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3))
def test_an_exact_match_has_an_f1_of_one_and_both_are_shares(answer: str, gold: list[str]) -> None:
    f1 = token_f1(answer, gold)
    assert 0 <= exact_match(answer, gold) <= f1 <= 1
    assert token_f1(answer, [*gold, answer]) == 1
