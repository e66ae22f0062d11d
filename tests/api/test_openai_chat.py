"""The official `openai` client, unmodified, gets cited answers."""

import json
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from api_server import Served, served
from llm_servers import Fails, LLMServer, Says

from assistant.api.keys import KeyStore
from assistant.api.openai_schemas import MODEL

CUP = "Who won the Corran Cup?"
COST = "How much will the repairs of Tannery Bridge cost?"
SUMMER = {"as_of": "2026-07-01"}


@pytest.fixture(scope="module")
def api(samples: Path) -> Iterator[Served]:
    with served(samples) as running:
        yield running


@pytest.fixture
def client(api: Served) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{api.url}/v1", api_key="none is needed here", max_retries=0)


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def check_annotations(api: Served, content: str, annotations: list) -> None:
    assert annotations
    for annotation in annotations:
        target = annotation.url_citation
        assert content[target.start_index : target.end_index] == f"[{annotation.number}]"
        assert api.assistant.article(annotation.article_id).text[annotation.start : annotation.end] == annotation.quote
        assert target.title == api.assistant.article(annotation.article_id).title


def test_the_models_are_listed(client: openai.OpenAI) -> None:
    assert [item.id for item in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).id == MODEL


def test_an_answer_comes_with_its_citations_in_the_text_and_as_annotations(api: Served, client: openai.OpenAI) -> None:
    done = client.chat.completions.create(model=MODEL, messages=[user(CUP)], temperature=0.2, extra_body=SUMMER)
    message = done.choices[0].message
    assert message.content == api.ask(CUP, **SUMMER).json()["text"]
    assert done.choices[0].finish_reason == "stop"
    check_annotations(api, message.content, message.annotations)
    assert "Rovers" in message.content


def test_an_annotation_without_a_page_of_its_own_leads_to_the_article_here(api: Served, client: openai.OpenAI) -> None:
    done = client.chat.completions.create(model=MODEL, messages=[user(CUP)], extra_body=SUMMER)
    one = done.choices[0].message.annotations[0]
    assert api.http.get(one.url_citation.url).json()["text"][one.start : one.end] == one.quote


def test_a_stream_adds_up_to_the_same_answer(api: Served, client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model=MODEL, messages=[user(COST)], stream=True, stream_options={"include_usage": True}, extra_body=SUMMER
    )
    chunks = list(stream)
    content = "".join(item.choices[0].delta.content or "" for item in chunks if item.choices)
    assert content == api.ask(COST, **SUMMER).json()["text"]
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage.total_tokens == 0
    with client.chat.completions.stream(model=MODEL, messages=[user(COST)], extra_body=SUMMER) as helped:
        whole = helped.get_final_completion().choices[0].message
    assert whole.content == content


def test_annotations_of_a_stream_point_into_what_was_streamed(api: Served, client: openai.OpenAI) -> None:
    content, annotations = streamed(client, [user(CUP)])
    assert annotations
    for annotation in annotations:
        target = annotation["url_citation"]
        assert content[target["start_index"] : target["end_index"]] == f"[{annotation['number']}]"
        assert (
            api.assistant.article(annotation["article_id"]).text[annotation["start"] : annotation["end"]]
            == annotation["quote"]
        )


def streamed(client: openai.OpenAI, messages: list) -> tuple[str, list]:
    content, annotations = "", []
    for chunk in client.chat.completions.create(model=MODEL, messages=messages, stream=True, extra_body=SUMMER):
        delta = chunk.choices[0].delta
        content += delta.content or ""
        annotations += (delta.model_extra or {}).get("annotations") or []
    return content, annotations


def test_earlier_messages_are_the_conversation(client: openai.OpenAI) -> None:
    def asked(messages: list) -> str:
        return (
            client.chat.completions.create(model=MODEL, messages=messages, extra_body=SUMMER).choices[0].message.content
        )

    first = user("When was Tannery Bridge closed?")
    reply = asked([first])
    follow_up = asked(
        [{"role": "system", "content": "Be brief."}, first, {"role": "assistant", "content": reply}, user("Why?")]
    )
    assert follow_up != asked([user("Why?")])
    assert follow_up == asked([user("Why was Tannery Bridge closed?")])


def test_content_in_parts_is_read_as_text(client: openai.OpenAI) -> None:
    parts = {"role": "user", "content": [{"type": "text", "text": CUP}]}
    done = client.chat.completions.create(model=MODEL, messages=[parts], extra_body=SUMMER)
    assert "Rovers" in done.choices[0].message.content


def test_what_no_article_says_is_said_to_be_so(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(model=MODEL, messages=[user("Who is the president of France?")])
    assert done.choices[0].message.annotations == []
    assert "[1]" not in done.choices[0].message.content


def test_mistakes_are_told_the_way_the_client_knows(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="gpt-4o", messages=[user(CUP)])
    assert unknown.value.code == "model_not_found"
    assert MODEL in str(unknown.value)
    with pytest.raises(openai.BadRequestError) as empty:
        client.chat.completions.create(model=MODEL, messages=[user("???")])
    assert empty.value.code == "usage"
    with pytest.raises(openai.BadRequestError) as nothing:
        client.chat.completions.create(model=MODEL, messages=[user(CUP), {"role": "assistant", "content": "Rovers."}])
    assert nothing.value.code == "no_question"
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model=MODEL, messages=[])


def test_a_key_of_the_library_is_the_api_key(samples: Path, tmp_path: Path) -> None:
    store = KeyStore(samples)
    secret = store.make("openai", "read")
    try:
        with served(samples) as api:
            known = openai.OpenAI(base_url=f"{api.url}/v1", api_key=secret, max_retries=0)
            assert known.chat.completions.create(model=MODEL, messages=[user(CUP)], extra_body=SUMMER).choices
            with pytest.raises(openai.AuthenticationError):
                openai.OpenAI(base_url=f"{api.url}/v1", api_key="sk-wrong", max_retries=0).models.list()
    finally:
        store.revoke("openai")
        store.open()


@pytest.mark.parametrize("script", [[Says("Rovers won the Corran Cup. [1]")], [Fails(500)]])
def test_with_a_language_model_the_stream_ends_with_what_was_checked(samples: Path, script: list) -> None:
    with LLMServer(*script) as model, served(samples, llm=model.setting, llm_timeout_seconds=5) as api:
        client = openai.OpenAI(base_url=f"{api.url}/v1", api_key="none", max_retries=0)
        content, annotations = streamed(client, [user(CUP)])
        answer = api.ask(CUP, **SUMMER).json()
        assert content.endswith(answer["text"])
        for annotation in annotations:
            target = annotation["url_citation"]
            assert content[target["start_index"] : target["end_index"]] == f"[{annotation['number']}]"
        assert json.dumps(annotations).count('"quote"') == len(annotations) > 0
