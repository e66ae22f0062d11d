"""A change of an answer counts if it is one in substance, and not if only the words differ."""

from datetime import date

import pytest

from assistant.answers.answer import Answer, Citation, Lead, SeriesPoint, ShortAnswer, Statement
from assistant.questions.question import parse_question
from assistant.standing_questions import ChangeKind, compare_answers
from assistant.standing_questions.comparison import is_to_the_point, says_less


def answer(*texts: str, short: str = "", lead: Lead | None = None) -> Answer:
    statements = tuple(
        Statement(text=text, citations=(number,), supported=True) for number, text in enumerate(texts, 1)
    )
    citations = tuple(
        Citation(
            number=number, article_id="a", title="A", source="Post", url=None, published=None, start=0, end=len(text), quote=text, score=1.0
        )
        for number, text in enumerate(texts, 1)
    )  # fmt: skip
    start = texts[0].index(short) if short else 0
    return Answer(
        question="Q?",
        standalone_question="Q?",
        status="answered" if texts else "not_found",
        lead=lead,
        short_answer=ShortAnswer(text=short, citation=1, start=start, end=start + len(short)) if short else None,
        text=" ".join(texts),
        statements=statements,
        citations=citations,
        as_of=date(2026, 3, 1),
        answerer="extractive",
    )


COST = "The repair costs 3.1 million euros, the council said."

CASES: list[tuple[Answer, Answer, ChangeKind | None]] = [
    (answer(), answer(COST), "answered"),
    (answer(COST), answer(), "refused"),
    (answer(), answer(), None),
    (answer(COST, short="3.1 million euros"), answer(COST, short="3.1 million euros"), None),
    (
        answer(COST, short="3.1 million euros"),
        answer("Council: 3.1 million euros for the repair.", short="3.1 million euros"),
        None,
    ),
    (
        answer(COST, short="3.1 million euros"),
        answer("The repair costs 4.2 million euros.", short="4.2 million euros"),
        "short_answer",
    ),
    (answer("Skerry Rovers won.", short="Skerry Rovers"), answer("The Rovers won.", short="Rovers"), None),
    (answer("The bridge is open.", lead="yes"), answer("The bridge is closed.", lead="no"), "lead"),
    (answer("The bridge is open.", lead="yes"), answer("Cars cross the bridge again.", lead="yes"), None),
    (answer("The bridge is open.", lead="yes"), answer("It may open.", lead="undecided"), "lead"),
    (answer("The bridge was discussed."), answer("The bridge is open.", lead="yes"), "lead"),
    (answer("It costs $22 per hour.", short="$22 per hour"), answer("$22 an hour.", short="$22 an hour"), None),
    (answer("Iván Duque leads.", short="Iván Duque"), answer("Ivan Duque left.", short="Ivan Duque"), None),
    (
        answer("The mayor opened the market hall on Monday."),
        answer("On Monday, the mayor opened the new market hall."),
        None,
    ),
    (
        answer("The mayor opened the market hall on Monday.", "Stalls are let already."),
        answer("Stalls are let already."),
        None,
    ),
    (
        answer("The mayor opened the market hall on Monday."),
        answer("A fire destroyed the stalls in the night."),
        "statement",
    ),
    (
        answer("The council counted 12 stalls in the hall."),
        answer("The council counted 15 stalls in the hall."),
        "statement",
    ),
]


@pytest.mark.parametrize(("before", "after", "kind"), CASES)
def test_a_change_counts_if_it_is_one_in_substance(before: Answer, after: Answer, kind: ChangeKind | None) -> None:
    assert compare_answers(before, after) == kind


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
        ("Is Tannery Bridge closed?", answer("The bridge was discussed."), False),
        ("Is Tannery Bridge closed?", answer("The bridge is closed.", lead="yes"), True),
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


def test_a_new_value_of_a_series_is_a_change() -> None:
    def series(*values: str) -> Answer:
        points = tuple(
            SeriesPoint(day=date(2026, 3, day), value=float(value), text=value, citation=day)
            for day, value in enumerate(values, 1)
        )
        return answer("9 people died.", "10 people died.").model_copy(update={"series": points})

    assert compare_answers(series("9", "10"), series("9", "10", "12")) == "statement"
    assert compare_answers(series("9", "10"), series("8", "9", "10")) is None
