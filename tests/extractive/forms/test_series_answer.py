"""An amount that changed is a series: each value with its day, in the words of its article."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from assistant import Assistant
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

AS_OF = date(2026, 9, 30)
ARTICLES = {
    date(2026, 8, 26): (
        "Ferry capsizes off Gull Point",
        "Five people died when the ferry Marigold capsized off Gull Point, the police said.",
    ),
    date(2026, 8, 28): (
        "Ferry toll rises",
        "Nine people died in the sinking of the ferry Marigold, the coast guard said. The ferry had two engines.",
    ),
    date(2026, 8, 29): (
        "Divers search ferry",
        "Divers searched the ferry Marigold, in which nine people died, for a second day.",
    ),
    date(2026, 9, 16): (
        "Tenth victim of ferry",
        "Ten people died in the sinking of the ferry Marigold, a court heard on Wednesday.",
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("series") / "library", embedder=minilm) as opened:
        articles = [
            ParsedArticle(text, title=title, published=datetime(day.year, day.month, day.day, tzinfo=UTC))
            for day, (title, text) in ARTICLES.items()
        ]
        ingest(opened.library, [ReadArticle(one, f"/invented/{n}") for n, one in enumerate(articles)], lambda: minilm)
        yield opened


@pytest.mark.parametrize(
    "question",
    [
        "How did the death toll of the ferry Marigold rise?",
        "how has the number of people who died on the ferry Marigold changed",
    ],
)
def test_a_series_has_each_new_value_with_its_day_the_oldest_first(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, as_of=AS_OF)
    assert [(point.day, point.value) for point in answer.series] == [
        (date(2026, 8, 26), 5),
        (date(2026, 8, 28), 9),
        (date(2026, 9, 16), 10),
    ]
    for point, statement in zip(answer.series, answer.statements, strict=True):
        (citation,) = answer.cited_by(statement)
        assert citation.number == point.citation
        assert citation.published == point.day
        assert point.text in citation.quote
    assert answer.text.splitlines()[0].endswith("(16 September 2026)")


def test_values_later_than_the_day_of_the_question_are_left_out(assistant: Assistant) -> None:
    answer = assistant.ask("How did the death toll of the ferry Marigold rise?", as_of=date(2026, 9, 1))
    assert [point.value for point in answer.series] == [5, 9]


def test_a_question_for_one_value_has_no_series(assistant: Assistant) -> None:
    assert assistant.ask("How many people died on the ferry Marigold?", as_of=AS_OF).series == ()
