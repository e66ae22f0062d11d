"""Questions since when a state lasts: the sentence that tells of its beginning, and no earlier one in the same words."""

from collections.abc import Iterator
from datetime import date

import pytest
from sample_library import sample_library

from assistant import Assistant


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(sample_library(tmp_path_factory.mktemp("samples")), create=False) as opened:
        yield opened


@pytest.mark.parametrize("question", ["Since when is the bridge open?", "how long has the bridge been open"])
def test_an_opening_in_another_century_is_not_the_beginning(library: Assistant, question: str) -> None:
    answer = library.ask(question, as_of=date(2026, 6, 20))
    assert "reopened at 6 a.m. on Saturday" in answer.statements[0].text
    assert answer.lead is None


@pytest.mark.parametrize("question", ["since when is the bridge closed", "How long has the bridge been closed?"])
def test_the_beginning_is_a_day(library: Assistant, question: str) -> None:
    answer = library.ask(question, as_of=date(2026, 3, 20))
    assert answer.short_answer is not None
    assert answer.short_answer.day == date(2026, 3, 3)


def test_a_state_that_does_not_hold_is_denied(library: Assistant) -> None:
    assert library.ask("Since when is the bridge open?", as_of=date(2026, 3, 20)).lead == "no"


def test_a_question_about_no_known_state_is_one_for_a_fact(library: Assistant) -> None:
    answer = library.ask("since when does the ferry run five times a day", as_of=date(2026, 6, 20))
    assert "12 April" in answer.statements[0].text


def test_the_time_since_something_else_is_not_how_long_it_lasted(library: Assistant) -> None:
    answer = library.ask("How long was Tannery Bridge closed?", as_of=date(2026, 6, 20))
    assert answer.short_answer is None or answer.short_answer.text != "four hours"
