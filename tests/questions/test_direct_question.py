"""A message is searched for what it asks, not for the words around the question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.direct_question import direct_question
from assistant.questions.question import QuestionKind, parse_question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("hello, is the bridge open", "is the bridge open"),
        ("Hi there! Thanks. How much is the ferry?", "How much is the ferry?"),
        ("sorry to bother you but when did the bridge reopen??", "when did the bridge reopen??"),
        ("quick question: who won the cup", "who won the cup"),
        ("do you know when the bridge reopened", "when the bridge reopened"),
        ("Can you please tell me who the mayor is?", "who is the mayor?"),
        ("could you let me know how much the ferry costs", "how much does the ferry cost"),
        ("i want to know why swimming was banned", "why swimming was banned"),
        ("id like to know whether the bridge is open", "is the bridge open?"),
        ("I was wondering if the mayor has resigned.", "has the mayor resigned."),
        ("im wondering if the mayor resigned", "did the mayor resigned?"),
        ("can you tell me about the ferry", "tell me about the ferry"),
        ("Could you please summarise the trial?", "summarise the trial?"),
        ("any idea what the ferry costs", "what does the ferry cost"),
        ("we are driving to Ashby tomorrow. is the bridge open", "is the bridge open"),
        ("im in ashby next week, is the bridge open?", "is the bridge open?"),
        ("My kids want to swim - is the beach safe?", "is the beach safe?"),
        ("My daughter has to explain this at school: why was swimming banned?", "why was swimming banned?"),
    ],
)
def test_the_question_is_found_in_a_message(message: str, question: str) -> None:
    assert direct_question(message) == question


@pytest.mark.parametrize(
    "message",
    [
        "Is the bridge open?",
        "Who told the mayor when the bridge would reopen?",
        "Can you swim at the beach?",
        "Do you have to pay for the ferry?",
        "Tell me about the trawler",
        "I read that the bridge would cost 4 million euros. Is that true?",
        "We heard that the mayor resigned - why?",
        "What did Hello magazine say?",
        "thanks",
        "hello",
        "Who knows when the ferry sails?",
    ],
)
def test_another_message_is_not_changed(message: str) -> None:
    assert direct_question(message) == message


def test_a_polite_question_is_of_the_kind_that_it_asks_for() -> None:
    def kind(message: str) -> QuestionKind:
        return parse_question(message, date(2026, 7, 1)).kind

    assert kind("do you know when the bridge reopened") is QuestionKind.TIME
    assert kind("can you tell me who the mayor is") is QuestionKind.PERSON
    assert kind("id like to know whether the bridge is open") is QuestionKind.YES_NO


def test_the_original_message_is_kept() -> None:
    question = parse_question("hello, is the bridge open", date(2026, 7, 1))
    assert (question.original, question.text) == ("hello, is the bridge open", "is the bridge open")


@given(st.text(alphabet="hi, tell me if whether what is the i we know.?!-", max_size=80))
def test_words_are_never_lost_completely(message: str) -> None:
    assert direct_question(message).strip() or not message.strip()
