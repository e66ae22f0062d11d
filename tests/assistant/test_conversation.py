from datetime import date

import pytest

from assistant import Conversation
from assistant.answer import Answer
from assistant.question import Question, read_question

DAY = date(2026, 3, 20)


def talked(*questions: str) -> Conversation:
    conversation = Conversation()
    for text in questions:
        question = read_question(text, DAY, conversation.carry_over(text))
        conversation.add(question, answer_to(question))
    return conversation


def answer_to(question: Question) -> Answer:
    return Answer(
        question=question.text,
        standalone_question=question.standalone,
        status="not_found",
        text="The articles do not say.",
        as_of=question.as_of,
        answerer="extractive",
    )


def test_a_first_question_carries_nothing() -> None:
    assert Conversation().carry_over("Why?") == ""


@pytest.mark.parametrize(
    "follow_up", ["Why?", "And when will it reopen?", "How much does it cost?", "What did they say about that?"]
)
def test_a_follow_up_takes_over_the_names_of_the_question_before(follow_up: str) -> None:
    assert "Tannery Bridge" in talked("When was Tannery Bridge closed?").carry_over(follow_up)


def test_a_chain_of_follow_ups_keeps_the_subject() -> None:
    assert "Tannery" in talked("When was Tannery Bridge closed?", "Why?").carry_over("And for how long?")


def test_a_change_of_subject_carries_nothing_over() -> None:
    assert talked("When was Tannery Bridge closed?").carry_over("Who won the Corran Cup final?") == ""


def test_what_the_follow_up_says_itself_is_not_repeated() -> None:
    assert "Tannery" not in talked("When was Tannery Bridge closed?").carry_over("And why was Tannery Bridge closed?")


def test_the_standalone_question_shows_what_was_added() -> None:
    question = read_question("Why?", DAY, "Tannery Bridge")
    assert question.standalone == "Why? (Tannery Bridge)"
