from datetime import date

import pytest

from assistant import UsageError
from assistant.questions.question import QuestionKind, parse_question, question_kind

DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Is the bridge open?", QuestionKind.YES_NO),
        ("And will the mayor resign?", QuestionKind.YES_NO),
        ("Isn't the library closed on Mondays?", QuestionKind.YES_NO),
        ("Who chairs the council?", QuestionKind.PERSON),
        ("Since when has the bridge been closed?", QuestionKind.TIME),
        ("In which year was it built?", QuestionKind.TIME),
        ("Where is the festival?", QuestionKind.PLACE),
        ("Which town won?", QuestionKind.PLACE),
        ("How many people were rescued?", QuestionKind.AMOUNT),
        ("How much will it cost?", QuestionKind.AMOUNT),
        ("Why was it closed?", QuestionKind.REASON),
        ("What did she say?", QuestionKind.OTHER),
    ],
)
def test_the_kind_of_a_question_is_read_from_its_words(text: str, kind: QuestionKind) -> None:
    assert question_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("who was mayor when the bridge closed", QuestionKind.PERSON),
        ("what kind of shoes did she wear when work sent her home", QuestionKind.OTHER),
        ("How did they get to the place where it happened?", QuestionKind.OTHER),
        ("What did Varga say about how long it takes?", QuestionKind.OTHER),
        ("In what year did the man who built it die?", QuestionKind.TIME),
    ],
)
def test_the_first_question_word_decides_what_is_asked_for(text: str, kind: QuestionKind) -> None:
    assert question_kind(text) == kind


def test_names_and_numbers_are_separate_from_other_words() -> None:
    question = parse_question("Did Quill’s council spend 4.8 million on Tannery Bridge?", DAY)
    assert {"quill", "tanneri", "bridg", "4", "8"} <= question.names
    assert "council" not in question.names


def test_a_capital_does_not_make_the_first_word_a_name() -> None:
    assert parse_question("Fireworks at the festival?", DAY).names == frozenset()


@pytest.mark.parametrize("text", ["", "   \n\t ", "?!…"])
def test_an_empty_question_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        parse_question(text, DAY)


def test_a_question_that_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(UsageError, match="100,000 characters"):
        parse_question("ab" * 50_000, DAY)
