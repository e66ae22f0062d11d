"""Questions for a current state: the newest statement about it decides, with its date."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

ARTICLES = {
    date(2026, 3, 3): (
        "Swing bridge closed after cracks",
        "The town council closed the swing bridge to all vehicles on Tuesday. The bridge was opened in 1931 and last repaired in 2019. "
        "The ferry to Marlow Island is not affected.",
    ),
    date(2026, 3, 10): (
        "Marlow Island ferry to stop",
        "The ferry to Marlow Island will be cancelled from next week, the operator said. The council has not decided whether to dismiss "
        "the harbour master.",
    ),
    date(2026, 3, 12): ("Regatta planned", "The sailing club plans a regatta in June. No firework display is planned."),
    date(2026, 4, 2): (
        "Skipper Lind freed",
        "Skipper Bo Lind was freed on Thursday after eleven days in Kalle prison, his lawyer Ada Moor said.",
    ),
    date(2026, 4, 8): (
        "Engineer Tavin still held",
        "Engineer Olle Tavin is still held in Kalle prison, his sister said.",
    ),
    date(2026, 5, 23): (
        "Traffic returns to swing bridge",
        "The swing bridge reopened at 6 a.m. on Saturday after repairs.",
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("state") / "library", embedder=minilm) as opened:
        articles = [
            ParsedArticle(text, title=title, published=datetime(day.year, day.month, day.day, tzinfo=UTC))
            for day, (title, text) in ARTICLES.items()
        ]
        read = [ReadArticle(article, f"/invented/{number}") for number, article in enumerate(articles)]
        ingest(opened.library, read, lambda: minilm)
        yield opened


def ask(assistant: Assistant, question: str, as_of: date) -> Answer:
    return assistant.ask(question, as_of=as_of)


def test_the_newest_statement_as_of_the_day_decides(assistant: Assistant) -> None:
    before = ask(assistant, "Is the swing bridge open?", date(2026, 3, 20))
    assert (before.lead, before.lead_text) == ("no", "No, as of 3 March 2026")
    assert before.text.startswith("No, as of 3 March 2026: The town council closed the swing bridge")
    after = ask(assistant, "Is the swing bridge open?", date(2026, 5, 30))
    assert (after.lead, after.lead_text) == ("yes", "Yes, as of 23 May 2026")


def test_the_opposite_question_gets_the_opposite_lead(assistant: Assistant) -> None:
    assert ask(assistant, "Is the swing bridge closed?", date(2026, 3, 20)).lead == "yes"
    assert ask(assistant, "Is the swing bridge still closed?", date(2026, 3, 20)).lead == "yes"
    assert ask(assistant, "Is the swing bridge still closed?", date(2026, 5, 30)).lead == "no"


def test_a_name_typed_in_lower_case_has_to_be_in_the_statement(assistant: Assistant) -> None:
    day = date(2026, 4, 10)
    assert ask(assistant, "was bo lind freed", day).lead == "yes"
    assert ask(assistant, "was olle tavin freed with lind", day).lead != "yes"


def test_an_old_newest_statement_is_called_old(assistant: Assistant) -> None:
    answer = ask(assistant, "Is the swing bridge open?", date(2026, 5, 1))
    assert answer.lead == "no"
    assert "59 days old" in answer.notice


def test_an_article_that_reports_the_state_in_other_words_leaves_it_open(tmp_path: Path, minilm: Embedder) -> None:
    reports = {
        date(2026, 3, 2): "No trams ran in Velmar on Monday, as the drivers of Velmar's trams are on strike.",
        date(
            2026, 3, 9
        ): "Velmar's trams carried 40,000 people on Monday. The drivers of Velmar's trams had accepted 4 percent.",
    }
    with Assistant.open(tmp_path / "library", embedder=minilm) as opened:
        articles = [
            ParsedArticle(text, title="Trams in Velmar", published=datetime(day.year, day.month, day.day, tzinfo=UTC))
            for day, text in reports.items()
        ]
        ingest(opened.library, [ReadArticle(one, f"/{n}") for n, one in enumerate(articles)], lambda: minilm)
        question = "Are the drivers of Velmar's trams on strike?"
        assert ask(opened, question, date(2026, 3, 3)).lead == "yes"
        assert ask(opened, question, date(2026, 3, 10)).lead != "yes"


def test_a_plan_is_no_yes_and_a_denial_is_a_no(assistant: Assistant) -> None:
    assert ask(assistant, "Is a regatta planned?", date(2026, 3, 14)).lead == "yes"
    assert ask(assistant, "Is a firework display planned?", date(2026, 3, 14)).lead == "no"


def test_a_state_that_no_article_states_is_refused(assistant: Assistant) -> None:
    answer = ask(assistant, "Has the harbour master been sentenced?", date(2026, 3, 14))
    assert answer.status == "not_found"
    assert ask(assistant, "Is the Ashby museum open?", date(2026, 3, 14)).status == "not_found"


def test_every_quote_is_exact(assistant: Assistant) -> None:
    answer = ask(assistant, "Is the swing bridge open?", date(2026, 3, 20))
    for citation in answer.citations:
        article = assistant.article(citation.article_id)
        assert article is not None
        assert article.text[citation.start : citation.end] == citation.quote
