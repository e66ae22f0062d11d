"""A question that names the time of an article is answered by a sentence that does not repeat it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

TEXT = (
    "Ingrid Solheim resigned as deputy mayor of Ashby on Monday after an audit found that flats had been sold too cheaply. "
    "The flats were built in 1979, when Edda Marlow was deputy mayor of Ashby."
)


@pytest.fixture
def assistant(tmp_path: Path, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "library", embedder=minilm) as opened:
        published = datetime(2026, 5, 19, tzinfo=UTC)
        article = ParsedArticle(TEXT, title="Deputy mayor of Ashby quits over flats", id="one", published=published)
        ingest(opened.library, [ReadArticle(article, "/invented/one")], lambda: minilm)
        yield opened


@pytest.mark.parametrize("time", ["", " in May 2026", " this week", " on 18 May 2026", " on Monday"])
def test_the_time_of_the_article_does_not_hide_its_answer(assistant: Assistant, time: str) -> None:
    answer = assistant.ask(f"Who resigned as deputy mayor of Ashby{time}?", as_of=date(2026, 5, 20))
    assert answer.statements[0].text.startswith("Ingrid Solheim resigned")


def test_a_weekday_can_be_that_of_an_article_of_some_weeks_ago(assistant: Assistant) -> None:
    answer = assistant.ask("Who resigned as deputy mayor of Ashby on Monday?", as_of=date(2026, 6, 10))
    assert answer.statements[0].text.startswith("Ingrid Solheim resigned")


@pytest.mark.parametrize(
    ("time", "as_of"), [("on Tuesday", "2026-06-10"), ("last Monday", "2026-06-10"), ("on Monday", "2026-09-10")]
)
def test_another_weekday_or_one_of_long_ago_does_not_answer(assistant: Assistant, time: str, as_of: str) -> None:
    answer = assistant.ask(f"Who resigned as deputy mayor of Ashby {time}?", as_of=date.fromisoformat(as_of))
    assert answer.status == "not_found"


@pytest.mark.parametrize("time", ["in May 2024", "on 3 May 2026"])
def test_an_article_of_another_time_does_not_answer(assistant: Assistant, time: str) -> None:
    assert (
        assistant.ask(f"Who resigned as deputy mayor of Ashby {time}?", as_of=date(2026, 5, 20)).status == "not_found"
    )


def test_a_sentence_of_another_year_does_not_answer(assistant: Assistant) -> None:
    answer = assistant.ask("Who was deputy mayor of Ashby when flats were built in May 2026?", as_of=date(2026, 5, 20))
    assert answer.short_answer is None or answer.short_answer.text != "Edda Marlow"


def test_a_question_for_the_present_is_not_answered_with_an_earlier_year(tmp_path: Path, minilm: Embedder) -> None:
    text = "The swing bridge was opened in 1931. The swing bridge reopened at 6 a.m. on Saturday."
    with Assistant.open(tmp_path / "library", embedder=minilm) as assistant:
        article = ParsedArticle(text, title="Bridge", id="one", published=datetime(2026, 5, 23, tzinfo=UTC))
        ingest(assistant.library, [ReadArticle(article, "/invented/one")], lambda: minilm)
        again = assistant.ask("When did the swing bridge open again?", as_of=date(2026, 6, 1))
        assert again.short_answer is not None
        assert "Saturday" in again.short_answer.text
        since = assistant.ask("since when is the swing bridge open", as_of=date(2026, 6, 1))
        assert "Saturday" in since.statements[0].text
        first = assistant.ask("In which year was the swing bridge opened?", as_of=date(2026, 6, 1))
        assert first.short_answer is not None
        assert first.short_answer.text == "1931"
