"""Which questions ask for a current state, and for which."""

import pytest

from assistant.questions.state_question import asked_state


@pytest.mark.parametrize(
    ("question", "state", "asks_end"),
    [
        ("Is the ferry running again?", "open", False),
        ("Is the market hall closed?", "open", True),
        ("Has the hosepipe ban been lifted?", "lifted", False),
        ("Is fishing still banned in the bay?", "banned", False),
        ("Is a meeting of the two mayors planned?", "planned", False),
        ("Was the regatta cancelled?", "planned", True),
        ("Is Dorothea Quill still mayor?", "in office", False),
        ("Has Dorothea Quill resigned?", "in office", True),
        ("Have they caught the man who escaped from Ashby jail?", "caught", False),
        ("Have all the hikers missing after the storm been found?", "found", False),
        ("Are the dockers on strike?", "on strike", False),
        ("Do I still have to wear a helmet on the ferry?", "required", False),
        ("Did the council approve the budget?", "passed", False),
    ],
)
def test_the_predicate_of_a_question_names_the_state(question: str, state: str, asks_end: bool) -> None:
    asked = asked_state(question)
    assert asked is not None
    assert (asked.words.name, asked.asks_end) == (state, asks_end)


@pytest.mark.parametrize(
    "question",
    ["Is the Open Market Fund a charity?", "Does the mayor like football?", "Is the tower taller than the church?"],
)
def test_other_questions_ask_for_no_state(question: str) -> None:
    assert asked_state(question) is None


def test_the_subject_is_what_is_left_without_the_state() -> None:
    asked = asked_state("Is the harbour bridge open?")
    assert asked is not None
    assert asked.without_state_words("Is the harbour bridge open?").split() == ["Is", "the", "harbour", "bridge", "?"]
