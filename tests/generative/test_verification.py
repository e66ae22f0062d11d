"""A sentence is supported if its source says so, and not if a number, a date, a name or a negation differs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts.names import NamesInText
from assistant.facts.numbers import read_quantities
from assistant.facts.tense import asserts_unconfirmed_completion
from assistant.generative.verification.analysed_passage import AnalysedPassage
from assistant.generative.verification.verify import Verification, verify_statement
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder, open_embedder
from assistant.ingest.language.capitalised import capitalised_runs
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.library import Library

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


@pytest.mark.parametrize(
    ("statement", "source", "verb"),
    [
        ("The singer was inducted this week.", "The singer will be inducted this fall.", "inducted"),
        ("The ministers met.", "The ministers are expected to meet when it is necessary.", "met"),
        ("He resigned on Monday.", "He said that he would soon resign.", "resigned"),
        ("The singer will be inducted.", "The singer will be inducted this fall.", None),
        ("The two were expected to meet.", "The two will meet in June.", None),
        ("The bridge was closed.", "The bridge was closed in March and will be closed again in May.", None),
        ("They voted in May.", "After the May vote they celebrated.", None),
        ("She won the cup.", "She went on to win the cup.", None),
    ],
)
def test_what_a_source_only_expects_is_not_done(statement: str, source: str, verb: str | None) -> None:
    assert asserts_unconfirmed_completion(statement, [source]) == verb


def test_no_sentence_says_more_than_itself(samples: Path) -> None:
    with Library(samples) as library:
        texts = [library.catalog.article(article.id).text for article in library.catalog.articles()]
    sentences = [text[sentence.start : sentence.end] for text in texts for sentence in split_sentences(text)]
    assert len(sentences) > 200
    assert [sentence for sentence in sentences if asserts_unconfirmed_completion(sentence, [sentence])] == []


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


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("on Oct. 19", "on 19 October"),
        ("two boats", "2 boats"),
        ("$3 million", "3m dollars"),
        ("three million dollars", "$3,000,000"),
        ("45 per cent", "45%"),
        ("a dozen", "12"),
        ("2026-05-02", "May 2, 2026"),
        ("twenty-two people", "22 people"),
    ],
)
def test_forms_of_one_quantity_are_the_same(first: str, second: str) -> None:
    first_quantities, second_quantities = read_quantities(first), read_quantities(second)
    assert (first_quantities.numbers, first_quantities.days) == (second_quantities.numbers, second_quantities.days)
    assert first_quantities.count() == 1


@given(st.integers(2, 10**9))
def test_a_number_is_found_however_its_thousands_are_written(number: int) -> None:
    assert read_quantities(f"about {number:,} boats").numbers == read_quantities(f"{number} boats").numbers


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_reading_of_names_and_numbers(statement: str, source: str) -> None:
    assert (
        read_quantities(statement).missing_in([read_quantities(source)]).count() <= read_quantities(statement).count()
    )
    for run in capitalised_runs(statement):
        assert set(NamesInText(source).missing(run)) <= set(run)
        assert NamesInText(f"So {statement}").missing(run) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (("United", "Nations"), "The UN met."),
        (("UN",), "The United Nations met."),
        (("U.N",), "The UN met."),
        (("Russian",), "It lies in Russia."),
        (("Pérez",), "Perez spoke."),
    ],
)
def test_forms_of_one_name_are_the_same(name: tuple[str, ...], text: str) -> None:
    assert NamesInText(text).missing(name) == []


def test_austria_is_not_australia() -> None:
    assert NamesInText("It lies in Australia.").missing(("Austria",)) == ["Austria"]
