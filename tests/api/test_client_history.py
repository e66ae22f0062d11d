"""Turns that a client sends along."""

from datetime import date

import pytest
from growth import assert_linear

from assistant.api.client_history import client_turn

DAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("The bridge was closed on Monday. [1]", "The bridge was closed on Monday."),
        ("One. [1][2] Two.  [3] Three.", "One. Two. Three."),
        ("[1] One.", " One."),
    ],
)
def test_an_answer_counts_without_its_citation_numbers(answer: str, text: str) -> None:
    turn = client_turn("What?", answer, DAY)
    assert (turn.statements[0].text, turn.text, turn.status) == (text, answer, "answered")


def test_an_answer_without_citations_does_not_count() -> None:
    assert client_turn("What?", "Nobody knows [sic].", DAY).statements == ()


@pytest.mark.parametrize("pump", [" ", "\n", "[", "[1", "[1] ", " [1]"])
def test_a_long_answer_takes_time_in_proportion_to_its_length(pump: str) -> None:
    assert_linear(lambda size: client_turn("What?", pump * (size // len(pump)), DAY))
