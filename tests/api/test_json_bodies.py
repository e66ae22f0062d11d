"""A small or large JSON body can neither exhaust the server nor stop it."""

import json

import pytest
from pydantic import ValidationError

from assistant.api.ingest_schemas import MAX_ARTICLES, AddRequest
from assistant.api.json_bodies import check_json
from assistant.api.openai_schemas import ChatRequest
from assistant.api.problems import ProblemError
from assistant.api.question_schemas import AskRequest
from assistant.ingest.budgets import MEGABYTE

CALL = {"model": "article-assistant"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"articles":[' + b"[]," * MEGABYTE + b"[]]}",
        b'{"articles":' + b"[" * 3 * MEGABYTE,
        b'{"articles":[' + b"1," * 2 * MEGABYTE + b"1]}",
        b"{" + b'"":"",' * 200_000 + b'"":""}',
        b'["' + b'\\"",' * 300_000,
    ],
    ids=["lists", "nested", "numbers", "strings", "broken"],
)
def test_a_body_of_very_many_values_is_refused_before_it_is_parsed(body: bytes) -> None:
    with pytest.raises(ProblemError, match="too many values"):
        check_json(body)


@pytest.mark.parametrize(
    "text", ["[1, {2}] " * 400_000, '"' * 400_000, "\\" * 400_000, "€" * 400_000, "\n\t" * 200_000]
)
def test_a_body_of_long_texts_is_accepted_whatever_they_hold(text: str) -> None:
    check_json(json.dumps({"articles": [{"id": "a", "text": text}]}).encode())


def test_the_largest_number_of_articles_is_accepted() -> None:
    article = {"id": "a" * 20, "text": "tide", "title": "t", "source": "s", "authors": ["Ada Holt"] * 100}
    check_json(json.dumps({"articles": [article] * MAX_ARTICLES}, indent=1).encode())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (AskRequest, {"question": "Who?"} | {f"unknown{number}": 1 for number in range(60_000)}),
        (AskRequest, {"question": "Who?", "sources": [1] * 100}),
        (AskRequest, {"question": "Who?", "history": [{"answer": 1, "x": 2, "y": 3}] * 50}),
        (AddRequest, {"articles": [{f"unknown{number}": 1 for number in range(40)}] * 1_000}),
        (ChatRequest, CALL | {"messages": [{"role": "user", "content": [{}] * 100}] * 500}),
        (ChatRequest, CALL | {"messages": [{}] * 500}),
    ],
)
def test_a_body_of_mistakes_is_refused_for_the_first_ones(kind: type[AskRequest], body: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as raised:
        kind.model_validate(body)
    assert 1 <= raised.value.error_count() <= 60
