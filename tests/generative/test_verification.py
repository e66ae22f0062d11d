"""A sentence is supported if its source says so, and not if a number, a date, a name or a negation differs."""

from datetime import UTC, date, datetime

import pytest

from assistant.extractive.qa_model import open_qa_model
from assistant.generative.verification.analysed_passage import AnalysedPassage, VerificationModels
from assistant.generative.verification.verify import Verification, verify_statement
from assistant.ingest.article import Article
from assistant.ingest.embedders import open_embedder
from assistant.questions.question import parse_question

TEXT = """Ferry Petrel returns to Gull Island in May

The ferry Petrel will sail to Gull Island again from 2 May, the harbour office said on Friday. It was laid
up in November after a fire in its engine room.

Ada Moreno is the captain of the ferry Petrel. The ferry Petrel sails at nine in the morning on weekdays.

A return ticket costs seven euros, as it did last year. The repair cost about $3 million, which the insurer refused to pay. The council will not raise
fares before 2027."""
ARTICLE = Article(
    id="ferry",
    title="Ferry Petrel returns to Gull Island in May",
    text=TEXT,
    source="Ashby Wire",
    origin="ferry.txt",
    published=datetime(2026, 4, 3, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def models() -> VerificationModels:
    embedder, qa_model = open_embedder(), open_qa_model()
    return VerificationModels(lambda: embedder, lambda: qa_model)


def checked(statement: str, models: VerificationModels, question: str = "", article: Article = ARTICLE) -> Verification:
    asked = parse_question(question, date(2026, 6, 1)) if question else None
    return verify_statement(statement, [AnalysedPassage(article, 0, len(TEXT), models)], models, asked)


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("When does the ferry sail again?", "It will sail again from May 2nd, 2026."),
        ("When does the ferry sail again?", "2 May"),
        ("Who is the captain?", "Ada Moreno captains the Petrel."),
        ("How much is a ticket?", "A return ticket costs €7."),
        ("What did the repair cost?", "The repair cost about 3m dollars."),
        ("What did the repair cost?", "The repair cost $3,000,000 and the insurer did not pay."),
        ("Will fares rise?", "The council will not raise fares before 2027."),
        ("When was this reported?", "The harbour office said it in a report of 3 April 2026."),
    ],
)
def test_what_the_source_says_in_other_forms_is_supported(
    question: str, statement: str, models: VerificationModels
) -> None:
    found = checked(statement, models, question)
    assert found.supported, found


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("The ferry Petrel will sail again from 3 May.", "3 May"),
        ("The ferry Petrel will sail again from 2 May 2025, and not later.", ""),
        ("A return ticket costs eight euros.", "number 8"),
        ("A return ticket costs 7 dollars.", "number 7"),
        ("The repair cost about $4 million.", "number 4000000"),
        ("Milo Moreno is the captain of the ferry Petrel.", "Milo"),
        ("The council will raise fares before 2027.", "denies"),
        ("The ferry Petrel does not sail on weekdays.", "denies"),
        ("The ferry Petrel sailed again on 2 May 2026.", "expects"),
        ("The insurer agreed to cover every bill that the owners had sent.", ""),
    ],
)
def test_what_the_source_does_not_say_is_not_supported(
    statement: str, problem: str, models: VerificationModels
) -> None:
    found = checked(statement, models)
    assert not found.supported
    assert problem in " ".join(found.problems)


def test_what_one_sentence_says_of_another_is_not_said_of_the_name_that_was_put_in(models: VerificationModels) -> None:
    question = "Who refused to pay for the repair?"
    assert checked("The insurer refused to pay for the repair.", models, question).supported
    found = checked("Ada Moreno refused to pay for the repair.", models, question)
    assert not found.supported
    assert "other than the question" in " ".join(found.problems)


def test_a_citation_is_narrowed_to_the_sentences_that_carry_the_statement(models: VerificationModels) -> None:
    single = checked("A return ticket costs seven euros.", models)
    assert [TEXT[a:b] for _, a, b in single.supporting_sentences] == [
        "A return ticket costs seven euros, as it did last year."
    ]
    double = checked("Ada Moreno is its captain, and a return ticket costs seven euros.", models)
    assert {TEXT[a:b] for _, a, b in double.supporting_sentences} == {
        "Ada Moreno is the captain of the ferry Petrel.",
        "A return ticket costs seven euros, as it did last year.",
    }


def test_a_statement_without_a_source_is_not_supported(models: VerificationModels) -> None:
    assert verify_statement("A return ticket costs seven euros.", [], models).problems == ("nothing is cited",)


def test_a_source_that_answers_another_question_supports_nothing(models: VerificationModels) -> None:
    statement = "A return ticket costs seven euros, as it did last year."
    assert checked(statement, models, "How much is a return ticket for the ferry Petrel?").supported
    found = checked(statement, models, "Who was the owner of the harbour in 1950?")
    assert not found.supported
    assert "its source does not answer the question" in found.problems


def test_a_source_that_names_nobody_of_the_question_supports_nothing(models: VerificationModels) -> None:
    statement = "A return ticket costs seven euros."
    assert checked(statement, models, "How much is a ticket for the ferry Petrel to Skerry Rock?").supported
    found = checked(statement, models, "How much is a ticket for the Aurora to Skerry Rock?")
    assert "its source does not name Aurora or Skerry Rock" in found.problems


def test_a_source_of_another_time_supports_nothing(models: VerificationModels) -> None:
    statement = "A return ticket costs seven euros."
    problem = "its source is of another time than the question"
    assert problem not in checked(statement, models, "How much did a return ticket cost in April 2026?").problems
    assert problem in checked(statement, models, "How much did a return ticket cost in June 2019?").problems


def test_yes_is_not_supported_by_a_source_that_says_no(models: VerificationModels) -> None:
    question = "Will the council raise fares before 2027?"
    assert checked("No, the council will not raise fares before 2027.", models, question).supported
    assert not checked("Yes, the council will raise fares before 2027.", models, question).supported


def test_a_summary_is_verified_without_a_question(models: VerificationModels) -> None:
    assert checked("A return ticket costs seven euros.", models).answers == 1.0


@pytest.mark.parametrize(
    ("statement", "is_supported"),
    [
        ("Ada Moreno refused to pay for the repair.", False),
        ("The insurer refused to pay for the repair.", True),
        ("Ada Moreno sails the ferry at nine in the morning.", True),
    ],
)
def test_what_a_source_says_of_one_person_is_not_believed_of_another(
    statement: str, is_supported: bool, models: VerificationModels
) -> None:
    assert (
        checked(statement, models, "Who refused to pay?" if "pay" in statement else "Who sails?").supported
        == is_supported
    )


@pytest.mark.parametrize(
    ("statement", "is_supported"),
    [
        ("A return ticket costs more than the repair.", False),
        ("A return ticket costs seven euros, as it did last year.", True),
    ],
)
def test_a_comparison_must_be_made_by_the_source(
    statement: str, is_supported: bool, models: VerificationModels
) -> None:
    assert checked(statement, models, "What does a return ticket cost?").supported == is_supported


@pytest.mark.parametrize(
    ("statement", "is_unsaid"),
    [
        ("Ada Moreno is the captain of the ferry Petrel because it sails at nine in the morning.", True),
        ("The ferry Petrel was laid up because of a fire in its engine room.", False),
    ],
)
def test_a_cause_must_be_named_by_the_source(statement: str, is_unsaid: bool, models: VerificationModels) -> None:
    problems = checked(statement, models, "Why is it so?").problems
    assert ("its sources name no cause (because)" in problems) == is_unsaid
