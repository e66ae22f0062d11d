"""What publications say stands side by side, each in its own words, with what they agree and differ on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from assistant import Answer, Assistant
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

AS_OF = date(2026, 3, 20)
ARTICLES = {
    "Ashby Wire": (
        "Landslide buries road at Gull Pass",
        "A landslide buried the road over Gull Pass on 12 March and injured nine people, the police said. The road stays closed for a week.",
    ),
    "Corran Courier": (
        "Landslide at Gull Pass",
        "A landslide on Gull Pass on 12 March injured eleven people, rescue workers said. Engineers are clearing the road with two diggers.",
    ),
    "gullpost.com": ("Bakery wins prize", "The bakery on Quay Street won the county prize for its rye bread."),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("sources") / "library", embedder=minilm) as opened:
        articles = [
            ParsedArticle(text, title=title, source=source, published=datetime(2026, 3, 13, tzinfo=UTC))
            for source, (title, text) in ARTICLES.items()
        ]
        ingest(opened.library, [ReadArticle(one, f"/invented/{n}") for n, one in enumerate(articles)], lambda: minilm)
        yield opened


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.ask(question, as_of=AS_OF)


@pytest.mark.parametrize(
    "question",
    [
        "What do the Wire and the Courier say about the landslide at Gull Pass?",
        "how many people were injured in the landslide according to the Ashby Wire and the Corran Courier",
        "Compare what the Courier and the Wire report about the landslide on Gull Pass",
    ],
)
def test_each_publication_is_quoted_under_its_name(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert {statement.label for statement in answer.statements} == {"Ashby Wire", "Corran Courier"}
    for statement in answer.statements:
        (citation,) = answer.cited_by(statement)
        assert citation.source == statement.label
        assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote


def test_agreement_and_difference_are_named(assistant: Assistant) -> None:
    answer = ask(assistant, "What do the Wire and the Courier say about the landslide at Gull Pass?")
    assert "agree on 12 March" in answer.notice
    assert "The articles differ: nine people" in answer.notice
    assert "eleven people" in answer.notice


def test_a_publication_that_says_nothing_about_it_is_named(assistant: Assistant) -> None:
    answer = ask(assistant, "What do the Wire and the Gullpost say about the landslide at Gull Pass?")
    assert {statement.label for statement in answer.statements} == {"Ashby Wire"}
    assert "Nothing about this is in the articles of gullpost.com." in answer.notice
    answer = ask(assistant, "What do the Wire and the Daily Globe say about the landslide at Gull Pass?")
    assert all(citation.source == "Ashby Wire" for citation in answer.citations)


def test_one_publication_alone_answers_if_the_question_names_it(assistant: Assistant) -> None:
    answer = ask(assistant, "According to the Courier, how many people were injured in the landslide?")
    assert answer.short_answer is not None
    assert answer.short_answer.text.startswith("eleven")
    assert (
        ask(assistant, "According to the Gullpost, how many people were injured in the landslide?").status
        == "not_found"
    )


def test_a_person_who_says_something_is_no_publication(assistant: Assistant) -> None:
    answer = ask(assistant, "What did the police say about the landslide at Gull Pass?")
    assert not any(statement.label for statement in answer.statements)
    assert len({passage.article_id for passage in answer.passages}) > 1
