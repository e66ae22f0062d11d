"""A question without an answer is searched for once more in other words, which keep its names and numbers."""

from datetime import UTC, date, datetime

import pytest
from llm_servers import Fails, LLMServer, Says

from assistant.answers.answer import Evidence, Hit
from assistant.generative.model_spec import parse_model_spec
from assistant.generative.providers.base import LLMLimits
from assistant.generative.providers.open_model import LazyLLM, open_model
from assistant.generative.reformulation import SecondSearch
from assistant.ingest.article import Article, Passage
from assistant.ingest.library import StoredPassage
from assistant.prompts import Prompts
from assistant.questions.question import Question, parse_question

QUESTION = parse_question("How much did Ashby fork out for the ferry?", date(2026, 7, 1))


def evidence(*numbers: int) -> Evidence:
    article = Article(
        id="a",
        title="Ferry",
        text="The ferry cost much.",
        source="Wire",
        origin="a",
        published=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return Evidence(
        tuple(Hit(StoredPassage(number, Passage("a", 0, 5), article, 0), 1.0, 0.0, 0.0) for number in numbers)
    )


def search_again(behaviour: Says | Fails, first: Evidence) -> tuple[Evidence | None, list[str]]:
    asked: list[str] = []

    def search(question: Question, top_k: int) -> Evidence:
        asked.append(question.text)
        assert top_k == len(first.hits)
        return evidence(2, 3)

    with LLMServer(behaviour) as server:
        llm = LazyLLM(lambda: open_model(parse_model_spec(server.setting), LLMLimits(5.0, None, 50)))
        return SecondSearch(llm, Prompts(), search).search(QUESTION, first)[0], asked


def test_the_passages_of_the_second_search_come_before_those_of_the_first() -> None:
    found, asked = search_again(Says('"What did Ashby pay for the ferry?"\nIt paid 3 million.'), evidence(1, 2))
    assert asked == ["What did Ashby pay for the ferry?"]
    assert found is not None
    assert [hit.stored.number for hit in found.hits] == [3, 1, 2]


@pytest.mark.parametrize(
    "text",
    ["What did Corran pay for the ferry?", "How much did Ashby fork out for the ferry?", "", "ferry " * 200 + "Ashby"],
)
def test_words_that_drop_a_name_or_add_nothing_are_not_searched_for(text: str) -> None:
    found, asked = search_again(Says(text), evidence(1))
    assert (found, asked) == (None, [])


def test_a_model_that_fails_or_a_library_without_passages_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    assert search_again(Fails(404), evidence(1)) == (None, [])
    assert search_again(Says("What did Ashby pay for the ferry?"), evidence()) == (None, [])


def test_the_tokens_of_rewording_are_counted_and_priced() -> None:
    with LLMServer(Says("What did Ashby pay for the ferry?")) as server:
        llm = LazyLLM(lambda: open_model(parse_model_spec(server.setting), LLMLimits(5.0, None, 50)))
        search = SecondSearch(llm, Prompts(), lambda question, top_k: evidence(2), (1.0, 10.0))
        _, usage = search.search(QUESTION, evidence(1))
    assert usage is not None
    assert usage.prompt_tokens > 40
    assert usage.completion_tokens == 7
    assert usage.cost == pytest.approx((usage.prompt_tokens * 1.0 + 70.0) / 1e6)
