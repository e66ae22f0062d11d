"""The sentences that an answer quotes, and how much of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

DAY = date(2026, 5, 20)


@pytest.fixture
def assistant(tmp_path: Path, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "library", embedder=minilm) as opened:
        yield opened


def ingest_article(assistant: Assistant, minilm: Embedder, text: str, title: str = "Report") -> None:
    article = ParsedArticle(text, title=title, id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
    ingest(assistant.library, [ReadArticle(article, "/invented/one")], lambda: minilm)


def test_a_sentence_that_opens_with_a_pronoun_is_quoted_with_the_sentence_before(
    assistant: Assistant, minilm: Embedder
) -> None:
    ingest_article(
        assistant, minilm, "Dorothea Quill left the room at noon. She resigned as mayor of Ashby later that day."
    )
    answer = assistant.ask("Who resigned as mayor of Ashby?", as_of=DAY)
    quote = answer.citations[0].quote
    assert quote == "Dorothea Quill left the room at noon. She resigned as mayor of Ashby later that day."
    assert assistant.article("one").text[answer.citations[0].start : answer.citations[0].end] == quote
    assert len(answer.citations) == 1  # nothing is quoted twice


def test_a_sentence_that_names_its_subject_is_quoted_alone(assistant: Assistant, minilm: Embedder) -> None:
    ingest_article(assistant, minilm, "The council met at noon. Dorothea Quill resigned as mayor of Ashby.")
    assert (
        assistant.ask("Who resigned as mayor of Ashby?", as_of=DAY).citations[0].quote
        == "Dorothea Quill resigned as mayor of Ashby."
    )


def test_a_sentence_with_the_words_of_the_headline_is_preferred(assistant: Assistant, minilm: Embedder) -> None:
    ingest_article(
        assistant,
        minilm,
        "The ferry company has chosen a new harbour this week. The new harbour that the ferry company chose this week is Gull Bay.",
        title="Ferry moves to Gull Bay",
    )
    answer = assistant.ask("Which harbour did the ferry company choose this week?", as_of=DAY)
    assert "Gull Bay" in answer.statements[0].text
