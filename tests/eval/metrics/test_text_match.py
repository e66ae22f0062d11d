"""A text contains an answer only as whole words, whatever its case, accents and possessives."""

import pytest

from assistant.eval.metrics.text_match import contains_answer, normalize_text


def test_an_answer_is_contained_only_as_whole_words() -> None:
    assert contains_answer("It was thick FOG, they said.", ["fog"])
    assert not contains_answer("It was a foghorn.", ["fog"])
    assert normalize_text("Café – “New  York’s” 3rd") == "cafe new yorks 3rd"


@pytest.mark.parametrize("text", ["Ashby’s race goes to a second round.", "ASHBY'S race", "In the end it is Ashby's."])
def test_a_name_in_the_possessive_is_the_name(text: str) -> None:
    assert contains_answer(text, ["Ashby"])
    assert contains_answer(text, ["Ashby's"])
    assert not contains_answer("The Ashbys race.", ["Ashby"])
