import pytest

from assistant.facts.negation import negation_agrees


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("The ferry sails in May.", "The ferry sails in May, the office said."),
        ("The ferry does not sail.", "No ferry sails in May."),
        ("The ferry does not sail.", "The ferry was cancelled."),
        ("The ferry sails in May.", "The ferry sails in May and does not stop at Gull Island."),
    ],
)
def test_negations_agree(statement: str, source: str) -> None:
    assert negation_agrees(statement, [source])


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("The ferry does not sail.", "The ferry sails in May."),
        ("The ferry sails in May.", "The ferry won't sail in May."),
        ("The mayor resigned.", "The mayor denied that she resigned."),
    ],
)
def test_negations_differ(statement: str, source: str) -> None:
    assert not negation_agrees(statement, [source])
