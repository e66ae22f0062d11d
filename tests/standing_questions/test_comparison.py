"""A change of an answer counts if it is one in substance, and not if only the words differ."""

from datetime import date

import pytest
from made_answers import answer

from assistant.answers.answer import Answer, SeriesPoint
from assistant.standing_questions import ChangeKind, compare_answers

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


def test_a_new_value_of_a_series_is_a_change() -> None:
    def series(*values: str) -> Answer:
        points = tuple(
            SeriesPoint(day=date(2026, 3, day), value=float(value), text=value, citation=day)
            for day, value in enumerate(values, 1)
        )
        return answer("9 people died.", "10 people died.").model_copy(update={"series": points})

    assert compare_answers(series("9", "10"), series("9", "10", "12")) == "statement"
    assert compare_answers(series("9", "10"), series("8", "9", "10")) is None
