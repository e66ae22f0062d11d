"""Which sentences an answer quotes, and how much of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.extractive.features import new_names
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle
from assistant.questions.question import parse_question

DAY = date(2026, 5, 20)


@pytest.fixture
def assistant(tmp_path: Path, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "library", embedder=minilm) as opened:
        yield opened


def put(assistant: Assistant, minilm: Embedder, text: str, title: str = "Report") -> None:
    drafted = ParsedArticle(text, title=title, id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
    ingest(assistant.library, [ReadArticle(drafted, "/invented/one")], lambda: minilm)


def test_a_sentence_that_opens_with_a_pronoun_is_quoted_with_the_one_that_says_who_is_meant(
    assistant: Assistant, minilm: Embedder
) -> None:
    put(assistant, minilm, "Dorothea Quill left the room at noon. She resigned as mayor of Ashby later that day.")
    answer = assistant.ask("Who resigned as mayor of Ashby?", as_of=DAY)
    quote = answer.citations[0].quote
    assert quote == "Dorothea Quill left the room at noon. She resigned as mayor of Ashby later that day."
    assert assistant.article("one").text[answer.citations[0].start : answer.citations[0].end] == quote
    assert len(answer.citations) == 1  # nothing is quoted twice


def test_a_sentence_that_names_its_subject_is_quoted_alone(assistant: Assistant, minilm: Embedder) -> None:
    put(assistant, minilm, "The council met at noon. Dorothea Quill resigned as mayor of Ashby.")
    assert (
        assistant.ask("Who resigned as mayor of Ashby?", as_of=DAY).citations[0].quote
        == "Dorothea Quill resigned as mayor of Ashby."
    )


def test_of_two_fitting_sentences_the_one_that_tells_what_the_headline_announces_leads(
    assistant: Assistant, minilm: Embedder
) -> None:
    put(
        assistant,
        minilm,
        "The ferry company has chosen a new harbour this week. The new harbour that the ferry company chose this week is Gull Bay.",
        title="Ferry moves to Gull Bay",
    )
    answer = assistant.ask("Which harbour did the ferry company choose this week?", as_of=DAY)
    assert "Gull Bay" in answer.statements[0].text


def test_names_that_the_question_has_are_not_new() -> None:
    question = parse_question("Where did Lavrov meet Kerry?", DAY)
    assert new_names(question, "Lavrov and Kerry met.") == 0
    assert new_names(question, "Lavrov met Kerry in Geneva.") == pytest.approx(1 / 3)
    assert new_names(question, "In Geneva, Steffan Boer and Anna Rill met Lavrov.") == 1
