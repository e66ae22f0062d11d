"""Articles that answer differently: both are shown, the newer first, and a notice says so."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Assistant, Citation
from assistant.extractive.disagreement import find_disagreement
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle
from assistant.prompts.wording import OUTDATED
from assistant.questions.question import parse_question

DAY = date(2026, 5, 20)
HURT = "How many people were hurt in the fire at the cannery?"
Ask = Callable[..., Answer]


@pytest.fixture
def ask(tmp_path: Path, minilm: Embedder) -> Iterator[Ask]:
    opened: list[Assistant] = []

    def ask_articles(question: str, *articles: tuple[int, str]) -> Answer:
        assistant = Assistant.open(tmp_path / "library", embedder=minilm)
        opened.append(assistant)
        for number, (day, text) in enumerate(articles):
            published = datetime(2026, 5, day, tzinfo=UTC)
            article = ParsedArticle(
                text, title=f"Report {number}", id=str(number), source=f"Paper {number}", published=published
            )
            ingest(assistant.library, [ReadArticle(article, f"/invented/{number}")], lambda: minilm)
        return assistant.ask(question, as_of=DAY)

    yield ask_articles
    for assistant in opened:
        assistant.close()


def test_two_different_amounts_are_shown_newer_first_with_a_notice(ask: Ask) -> None:
    answer = ask(
        HURT,
        (8, "Seven people were hurt in the fire at the cannery on Friday. Its roof fell in."),
        (10, "The fire at the cannery is out. Nine people were hurt in the fire at the cannery, the hospital says."),
    )
    assert "Nine people" in answer.statements[0].text
    assert any("Seven people" in statement.text for statement in answer.statements[1:])
    assert answer.notice == "The articles differ: Nine (Paper 1, 10 May 2026) [1]; Seven (Paper 0, 8 May 2026) [2]."


def test_the_newer_of_two_reports_in_the_same_words_leads_and_the_older_is_labelled(ask: Ask) -> None:
    report = "The number of people hurt in the fire at the cannery rose to {} after its roof fell on the night shift, the hospital says."
    answer = ask(
        "how many hurt in that cannery fire",
        (8, report.format("72") + " The fire at the cannery in Ashby hurt many people, as it began at night."),
        (10, "Ashby mourns. " + report.format("98")),
    )
    assert answer.short_answer is not None
    assert answer.short_answer.text == "98"
    assert [statement.remarks for statement in answer.statements if "72" in statement.text] == [(OUTDATED,)]


def test_two_different_days_are_reported(ask: Ask) -> None:
    answer = ask(
        "When will the old bridge be opened to traffic?",
        (3, "The old bridge will be opened to traffic on 2 June, the council says."),
        (12, "The old bridge will be opened to traffic on 9 June, as the paint has to dry."),
    )
    assert "9 June" in answer.statements[0].text
    assert answer.notice.startswith("The articles differ: 9 June")
    assert "2 June (Paper 0, 3 May 2026)" in answer.notice


@pytest.mark.parametrize(
    "other",
    [
        "Seven people were hurt in the fire at the cannery, the hospital says.",  # the same
        "Nine boats were hurt by the fire at the cannery.",  # of other things
        "In the fire at the cannery seven people were hurt, nine firemen among them or not.",  # two amounts
        "The cannery employs ninety people.",  # of something else
    ],
)
def test_an_uncertain_difference_is_not_reported(ask: Ask, other: str) -> None:
    answer = ask(HURT, (8, "Seven people were hurt in the fire at the cannery on Friday."), (10, other))
    assert answer.notice == ""


def cited(number: int, quote: str, article: str, day: int = 1, score: float = 0.9) -> Citation:
    published = date(2026, 5, day)
    return Citation(
        number=number,
        article_id=article,
        title=article,
        source="",
        url=None,
        published=published,
        start=0,
        end=len(quote),
        quote=quote,
        score=score,
    )


def test_a_yes_and_a_no_are_reported() -> None:
    yes = cited(1, "Mayor Quill will resign.", "one", day=1)
    no = cited(2, "Mayor Quill will not resign.", "two", day=2)
    versions = find_disagreement(parse_question("Will Mayor Quill resign?", DAY), [yes, no])
    assert versions is not None
    assert [(version.said, version.citation.number) for version in versions] == [("no", 2), ("yes", 1)]


def test_citations_of_one_article_and_unlikely_sentences_are_not_compared() -> None:
    question = parse_question(HURT, DAY)
    seven, nine = (f"{count} people were hurt in the fire at the cannery." for count in ("Seven", "Nine"))
    assert find_disagreement(question, [cited(1, seven, "one"), cited(2, nine, "two")]) is not None
    assert find_disagreement(question, [cited(1, seven, "one"), cited(2, nine, "one")]) is None
    assert find_disagreement(question, [cited(1, seven, "one"), cited(2, nine, "two", score=0.4)]) is None


@given(amount=st.integers(2, 10**6), other=st.integers(2, 10**6))
def test_amounts_differ_only_beyond_rounding_and_in_either_order(amount: int, other: int) -> None:
    question = parse_question("How much will the repairs to the bridge cost?", DAY)
    quotes = [f"The repairs to the bridge will cost {value:,} euros." for value in (amount, other)]
    first, second = cited(1, quotes[0], "one", day=1), cited(2, quotes[1], "two", day=2)
    versions = find_disagreement(question, [first, second])
    assert (versions is not None) == (abs(amount - other) > 0.05 * max(amount, other))
    assert versions == find_disagreement(question, [second, first])
