from datetime import date

import pytest

from assistant import UsageError
from assistant.questions.question import Kind, question_kind, read_question

DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Is the bridge open?", Kind.YES_NO),
        ("And will the mayor resign?", Kind.YES_NO),
        ("Isn't the library closed on Mondays?", Kind.YES_NO),
        ("Who chairs the council?", Kind.PERSON),
        ("Since when has the bridge been closed?", Kind.TIME),
        ("In which year was it built?", Kind.TIME),
        ("Where is the festival?", Kind.PLACE),
        ("Which town won?", Kind.PLACE),
        ("How many people were rescued?", Kind.AMOUNT),
        ("How much will it cost?", Kind.AMOUNT),
        ("Why was it closed?", Kind.REASON),
        ("What did she say?", Kind.OTHER),
    ],
)
def test_what_a_question_asks_for_is_seen_from_its_words(text: str, kind: Kind) -> None:
    assert question_kind(text) == kind


def test_names_and_numbers_count_apart_from_other_words() -> None:
    question = read_question("Did Quill’s council spend 4.8 million on Tannery Bridge?", DAY)
    assert {"quill", "tanneri", "bridg", "4", "8"} <= question.names
    assert "council" not in question.names


def test_the_first_word_is_no_name_for_its_capital() -> None:
    assert read_question("Fireworks at the festival?", DAY).names == frozenset()


@pytest.mark.parametrize("text", ["", "   \n\t ", "?!…"])
def test_an_empty_question_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        read_question(text, DAY)


def test_a_question_that_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(UsageError, match="100,000 characters"):
        read_question("ab" * 50_000, DAY)
