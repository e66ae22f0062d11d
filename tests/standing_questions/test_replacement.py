"""A new answer takes the place of the one before only if its sentences surely answer, and it says no less."""

from datetime import date

import pytest
from made_answers import answer

from assistant.answers.answer import Answer, Lead
from assistant.questions.question import parse_question
from assistant.standing_questions.new_evidence import Support
from assistant.standing_questions.replacement import is_to_the_point, says_less, takes_place

COST = "The repair costs 3.1 million euros, the council said."
OPEN = "Has Tannery Bridge been painted?"
STATE = "Is Tannery Bridge closed?"
NOTHING = answer()
TALK = answer("Painters looked at Tannery Bridge on Monday.")
YES, NO = answer("Tannery Bridge is green now.", lead="yes"), answer("Tannery Bridge still has no paint.", lead="no")


def support(confidence: float, **leads: float) -> Support:
    read: dict[Lead, float] = {"yes": 1 / 3, "no": 1 / 3, "undecided": 1 / 3}
    read.update(leads)  # type: ignore[typeddict-item]
    return Support(confidence, read)


@pytest.mark.parametrize(
    ("question", "before", "after", "supported", "takes"),
    [
        (OPEN, NOTHING, YES, support(0.9, yes=0.9, no=0.1, undecided=0), True),
        (OPEN, NOTHING, YES, support(0.5, yes=0.9, no=0.1, undecided=0), False),  # near the threshold of answers
        (OPEN, NO, YES, support(0.9, yes=0.9, no=0.1, undecided=0), True),
        (STATE, NO, YES, support(0.5, yes=0.9, no=0.1, undecided=0), False),
        (STATE, NO, YES, support(0.9, yes=0.3, no=0.7, undecided=0), False),  # the QA model reads the contrary
        (OPEN, NO, YES, support(0.9), True),  # a QA model that does not tell yes from no
        (OPEN, NOTHING, TALK, support(0.65, yes=0.5, no=0.1, undecided=0.4), True),  # a first answer
        (OPEN, NO, TALK, support(0.65, yes=0.5, no=0.1, undecided=0.4), False),
        (OPEN, NO, TALK, support(0.8, yes=0.5, no=0.1, undecided=0.4), True),  # makes "no" doubtful
        (OPEN, TALK, answer("Painters came again."), support(0.9, yes=0.5, no=0.1, undecided=0.4), False),
        (OPEN, YES, NOTHING, support(0.9), False),
        ("How much does the repair cost?", NOTHING, answer(COST, short="3.1 million euros"), support(0.7), True),
        ("How much does the repair cost?", NOTHING, answer(COST), support(0.7), False),
    ],
)
def test_an_answer_is_replaced_only_by_one_that_is_surely_supported(
    question: str, before: Answer, after: Answer, supported: Support, takes: bool
) -> None:
    assert takes_place(parse_question(question, date(2026, 3, 1)), before, after, supported) == takes


@pytest.mark.parametrize(
    ("before", "after", "is_less"),
    [
        (answer(COST), answer(), True),
        (answer(), answer(COST), False),
        (answer("The bridge is open.", lead="yes"), answer("The bridge was discussed."), True),
        (answer("The bridge is open.", lead="yes"), answer("It may open.", lead="undecided"), False),
        (answer(COST, short="3.1 million euros"), answer("The council discussed the repair."), True),
        (answer(COST, short="3.1 million euros"), answer("The repair costs 4.2 million euros."), False),
    ],
)
def test_an_answer_says_less_if_it_lacks_what_the_one_before_had(before: Answer, after: Answer, is_less: bool) -> None:
    assert says_less(before, after) == is_less


@pytest.mark.parametrize(
    ("question", "given", "is_to_the_point_of_it"),
    [
        ("How much does the repair cost?", answer("The council discussed the costs."), False),
        ("How much does the repair cost?", answer(COST, short="3.1 million euros"), True),
        ("Who closed the bridge?", answer("Everybody talks about the bridge."), False),
        ("Why is the bridge closed?", answer("Its bearings have rusted."), True),
        ("What is the latest on the bridge?", answer("The crane arrived by barge."), True),
        ("Who closed the bridge?", answer("The council closed it.").model_copy(update={"answerer": "llm"}), True),
    ],
)
def test_a_quote_is_to_the_point_if_it_has_what_the_question_asks_for(
    question: str, given: Answer, is_to_the_point_of_it: bool
) -> None:
    assert is_to_the_point(parse_question(question, date(2026, 3, 1)), given) == is_to_the_point_of_it
