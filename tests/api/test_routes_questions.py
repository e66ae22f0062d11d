"""Questions over HTTP: the same answers as everywhere, as one object or as events."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from api_server import Served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answers.answer import Answer

CUP = "Who won the Corran Cup?"
SUMMER = "2026-07-01"


def events_of(response: httpx.Response) -> list[tuple[str, dict]]:
    events = []
    for block in response.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "data" in fields:
            events.append((fields.get("event", ""), json.loads(fields["data"])))
    return events


def without_timings(answer: dict) -> dict:
    return {**answer, "timings_ms": None}


def test_an_answer_is_the_object_that_the_command_line_prints(api: Served, samples: Path) -> None:
    over_http = api.ask(CUP, as_of=SUMMER, top_k=5)
    command = [sys.executable, "-m", "assistant", "ask", CUP, "--as-of", SUMMER, "--top-k", "5", "--json"]
    done = subprocess.run([*command, "--library", str(samples)], capture_output=True, text=True, check=True)
    assert over_http.headers["content-type"] == "application/json"
    assert without_timings(over_http.json()) == without_timings(json.loads(done.stdout))


def test_every_quote_is_the_exact_slice_of_the_article_that_the_api_shows(api: Served) -> None:
    citations = api.ask("How much will the repairs of Tannery Bridge cost?", as_of=SUMMER).json()["citations"]
    assert citations
    for citation in citations:
        text = api.http.get(f"/v1/articles/{citation['article_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_what_no_article_says_is_an_answer_too(api: Served) -> None:
    response = api.ask("Who is the president of France?")
    assert response.status_code == 200
    assert response.json()["status"] == "not_found"


@pytest.mark.parametrize("way", [{"stream": True}, {"accept": "text/event-stream"}])
def test_a_stream_tells_the_events_and_ends_with_the_same_answer(api: Served, way: dict) -> None:
    body = {"question": CUP, "as_of": SUMMER} | ({"stream": True} if "stream" in way else {})
    response = api.http.post("/v1/ask", json=body, headers={"accept": way.get("accept", "*/*")})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response)
    assert (events[0][0], events[-1][0]) == ("evidence", "answer")
    whole = events[-1][1]["answer"]
    assert without_timings(whole) == without_timings(api.ask(CUP, as_of=SUMMER).json())
    assert [item["statement"] for kind, item in events if kind == "statement"] == whole["statements"]


def test_a_question_can_be_held_to_a_day_and_to_publications(api: Served) -> None:
    assert api.ask(CUP, as_of="2026-04-01").json()["status"] == "not_found"
    assert api.ask(CUP, as_of=SUMMER, sources=["the harbour post"]).json()["citations"]
    refused = api.ask(CUP, sources=["No Such Paper"])
    assert (refused.status_code, refused.json()["code"]) == (400, "usage")
    assert "No Such Paper" in refused.json()["detail"]


def test_a_search_gives_the_passages_of_the_answer_with_their_text(api: Served) -> None:
    result = api.http.post("/v1/search", json={"question": CUP, "as_of": SUMMER, "top_k": 3}).json()
    passages = api.ask(CUP, as_of=SUMMER, top_k=3).json()["passages"]
    assert [{name: passage[name] for name in passages[0]} for passage in result["passages"]] == passages
    for passage in result["passages"]:
        text = api.http.get(f"/v1/articles/{passage['article_id']}").json()["text"]
        assert text[passage["start"] : passage["end"]] == passage["text"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=200))
def test_whatever_is_asked_is_answered_or_refused_in_words(api: Served, question: str) -> None:
    response = api.ask(question, as_of=SUMMER)
    if response.status_code == 200:
        Answer.model_validate_json(response.content)
    else:
        assert response.status_code in {400, 422}
        assert response.json()["code"] in {"usage", "invalid_request"}
