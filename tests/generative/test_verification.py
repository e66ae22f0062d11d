"""A sentence is supported if its source says so, and not if a number, a date, a name or a negation differs."""

from datetime import UTC, datetime

import pytest

from assistant.generative.verification.analysed_passage import AnalysedPassage
from assistant.generative.verification.verify import Verification, verify_statement
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder, open_embedder

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
def embedder() -> Embedder:
    return open_embedder()


def checked(statement: str, embedder: Embedder, question: str = "") -> Verification:
    return verify_statement(statement, [AnalysedPassage(ARTICLE, 0, len(TEXT), lambda: embedder)], embedder, question)


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
def test_what_the_source_says_in_other_forms_is_supported(question: str, statement: str, embedder: Embedder) -> None:
    found = checked(statement, embedder, question)
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
def test_what_the_source_does_not_say_is_not_supported(statement: str, problem: str, embedder: Embedder) -> None:
    found = checked(statement, embedder)
    assert not found.supported
    assert problem in " ".join(found.problems)


def test_what_one_sentence_says_of_another_is_not_said_of_the_name_that_was_put_in(embedder: Embedder) -> None:
    question = "Who refused to pay for the repair?"
    assert checked("The insurer refused to pay for the repair.", embedder, question).supported
    found = checked("Ada Moreno refused to pay for the repair.", embedder, question)
    assert not found.supported
    assert "other than the question" in " ".join(found.problems)


def test_a_citation_is_narrowed_to_the_sentences_that_carry_the_statement(embedder: Embedder) -> None:
    single = checked("A return ticket costs seven euros.", embedder)
    assert [TEXT[a:b] for _, a, b in single.supporting_sentences] == [
        "A return ticket costs seven euros, as it did last year."
    ]
    double = checked("Ada Moreno is its captain, and a return ticket costs seven euros.", embedder)
    assert {TEXT[a:b] for _, a, b in double.supporting_sentences} == {
        "Ada Moreno is the captain of the ferry Petrel.",
        "A return ticket costs seven euros, as it did last year.",
    }


def test_a_statement_without_a_source_is_not_supported(embedder: Embedder) -> None:
    assert verify_statement("A return ticket costs seven euros.", [], embedder).problems == ("nothing is cited",)
