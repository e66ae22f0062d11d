"""Features of sentences."""

from datetime import date

import pytest

from assistant.extractive.features import new_names
from assistant.questions.question import parse_question

DAY = date(2026, 5, 20)


def test_names_of_the_question_are_not_new() -> None:
    question = parse_question("Where did Lavrov meet Kerry?", DAY)
    assert new_names(question, "Lavrov and Kerry met.") == 0
    assert new_names(question, "Lavrov met Kerry in Geneva.") == pytest.approx(1 / 3)
    assert new_names(question, "In Geneva, Steffan Boer and Anna Rill met Lavrov.") == 1
