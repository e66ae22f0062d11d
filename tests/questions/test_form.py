"""The form of the answer that a question asks for."""

from datetime import date

import pytest

from assistant.questions.question import parse_question


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Give me a timeline of the ferry strike", "timeline"),
        ("How did the ferry strike unfold?", "timeline"),
        ("What's the latest on the ferry?", "latest"),
        ("Any news about the ferry?", "latest"),
        ("What happened in Ashby on Monday?", "summary"),
        ("What do we know about the fire?", "summary"),
        ("Which villages were flooded?", "list"),
        ("Who are the victims?", "list"),
        ("Which of the two floods was worse?", "comparison"),
        ("Is the ferry running?", "state"),
        ("Who chairs the council?", "fact"),
        ("Which bus goes to Ashby?", "fact"),
        ("Did more than 40 people come?", "fact"),
    ],
)
def test_the_words_of_a_question_tell_its_form(question: str, form: str) -> None:
    assert parse_question(question, date(2026, 5, 20)).form.value == form
