"""Follow-ups about the last answer as a whole are recognised, and no others."""

import pytest

from assistant.conversations.follow_ups.repeats import Repeat, find_repeat


@pytest.mark.parametrize(
    ("question", "repeat"),
    [
        ("Are you sure?", Repeat.CONFIRM),
        ("are you really sure about that", Repeat.CONFIRM),
        ("Is that still true?", Repeat.CONFIRM),
        ("Really?", Repeat.CONFIRM),
        ("Tell me more", Repeat.MORE),
        ("Can you tell me more about it, please?", Repeat.MORE),
        ("What else?", Repeat.MORE),
        ("Who said that?", Repeat.SPEAKER),
        ("And who says so?", Repeat.SPEAKER),
    ],
)
def test_a_follow_up_about_the_last_answer_is_recognised(question: str, repeat: Repeat) -> None:
    assert find_repeat(question) is repeat


@pytest.mark.parametrize(
    "question",
    ["Who said that the bridge is safe?", "Is it true that the bridge is safe?", "Tell me more about Skerry", "Why?"],
)
def test_a_question_of_its_own_is_not(question: str) -> None:
    assert find_repeat(question) is None
