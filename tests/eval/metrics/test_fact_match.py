"""A fact is stated in any of its wordings, as whole words, however numbers are written."""

import pytest

from assistant.eval.metrics.fact_match import states_fact


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("It burned 1,075,000 acres.", "1075000"),
        ("It burned 1075000 acres.", "1,075,000"),
        ("Carney’s party won.", "carney"),
        ("In the café, at 5 p.m.", "Cafe"),
        ("It costs $3.1 million.", "$3.1 million"),
        ("Up 4.5%.", "4.5%"),
        ("He came (late) — as ever", "late as ever"),
    ],
)
def test_case_accents_possessives_and_thousands_do_not_matter(text: str, wording: str) -> None:
    assert states_fact(text, [wording])
    assert states_fact(text, ["something else", wording])


@pytest.mark.parametrize(
    ("text", "wording"),
    [("It costs $13.1 million.", "3.1 million"), ("Up 4.5.", "4.5%"), ("Foghorns", "fog"), ("10 5", "105")],
)
def test_other_words_and_numbers_are_not_the_fact(text: str, wording: str) -> None:
    assert not states_fact(text, [wording])
