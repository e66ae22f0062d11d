"""Timelines, the latest and summaries: dated entries from several articles, each event once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.extractive.forms.event_days import event_day
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

ARTICLES = {
    date(2026, 3, 3): (
        "Cracks close the swing bridge",
        "The swing bridge was closed on Tuesday after divers found cracks in it.",
    ),
    date(2026, 3, 20): (
        "Swing bridge repair begins",
        "The closure of the swing bridge goes on: repairs began on 19 March.",
    ),
    date(2026, 5, 23): (
        "Traffic returns to the swing bridge",
        "Lorries and buses used the swing bridge again on Saturday, 81 days after its closure.",
    ),
}
AS_OF = date(2026, 6, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("entries") / "library", embedder=minilm) as opened:
        articles = [
            ParsedArticle(text, title=title, published=datetime(day.year, day.month, day.day, tzinfo=UTC))
            for day, (title, text) in ARTICLES.items()
        ]
        read = [ReadArticle(article, f"/invented/{number}") for number, article in enumerate(articles)]
        ingest(opened.library, read, lambda: minilm)
        yield opened


def test_a_timeline_has_dated_entries_the_oldest_first(assistant: Assistant) -> None:
    answer = assistant.ask("Give me a timeline of the swing bridge closure", as_of=AS_OF)
    labels = [statement.label for statement in answer.statements]
    assert labels == ["3 March 2026", "19 March 2026", "23 May 2026"]
    assert answer.text.startswith("3 March 2026: The swing bridge was closed")


def test_the_latest_begins_with_the_newest_article(assistant: Assistant) -> None:
    answer = assistant.ask("What is the latest on the swing bridge?", as_of=AS_OF)
    assert answer.statements[0].label == "23 May 2026"
    before = assistant.ask("What is the latest on the swing bridge?", as_of=date(2026, 4, 1))
    assert before.statements[0].label == "20 March 2026"


def test_the_history_shows_each_state_with_its_days(assistant: Assistant) -> None:
    history = assistant.history("Is the swing bridge closed?", as_of=AS_OF)
    assert [entry.answer.lead for entry in history.entries] == ["yes"]
    assert history.entries[0].since == date(2026, 3, 3)
    assert history.entries[0].until is None


@pytest.mark.parametrize("question", ["Who won the regatta on Saturn?", "Hello"])
def test_what_the_articles_never_answered_has_an_empty_history(assistant: Assistant, question: str) -> None:
    assert assistant.history(question, as_of=AS_OF).entries == ()


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("It closed on Tuesday.", date(2026, 5, 19)),
        ("It closed on 3 March.", date(2026, 3, 3)),
        ("It closed on 3 December.", date(2025, 12, 3)),
        ("It closed yesterday.", date(2026, 5, 22)),
        ("It will open on 8 June.", date(2026, 5, 23)),
        ("It is closed.", date(2026, 5, 23)),
        ("It reopened on Saturday, twelve weeks after its closure on 3 March.", date(2026, 5, 23)),
    ],
)
def test_an_event_is_dated_by_the_day_that_a_sentence_names(sentence: str, day: date) -> None:
    assert event_day(sentence, date(2026, 5, 23)) == day


def test_a_newer_article_about_something_similar_is_not_the_latest(tmp_path: Path, minilm: Embedder) -> None:
    articles = {
        date(2026, 5, 2): (
            "Prison officer gone with inmate",
            "A prison officer in Kalle has disappeared with an inmate.",
        ),
        date(2026, 8, 20): (
            "Prisons of Tarm",
            "Tarm will move an inmate of its prison each week, an officer said on Friday.",
        ),
    }
    with Assistant.open(tmp_path / "library", embedder=minilm) as opened:
        read = [
            ReadArticle(
                ParsedArticle(text, title=title, published=datetime(day.year, day.month, day.day, tzinfo=UTC)), title
            )
            for day, (title, text) in articles.items()
        ]
        ingest(opened.library, read, lambda: minilm)
        answer = opened.ask(
            "What ever happened with the prison officer in Kalle who ran off with the inmate?", as_of=date(2026, 8, 20)
        )
    assert [citation.published for citation in answer.citations] == [date(2026, 5, 2)]
