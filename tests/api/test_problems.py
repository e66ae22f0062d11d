"""Errors over HTTP: each has a code, says what is wrong, and reveals nothing of the inside."""

import json
from pathlib import Path

import httpx
import pytest
from api_server import Served, served

from assistant import AssistantError, LibraryBusyError, LibraryError
from assistant.answers.answer import EvidenceEvent
from assistant.api.problems import code_of, problem_of
from assistant.ingest import errors

CUP = "Who won the Corran Cup?"
SUMMER = "2026-07-01"


def events_of(response: httpx.Response) -> list[tuple[str, dict]]:
    events = []
    for block in response.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "data" in fields:
            events.append((fields.get("event", ""), json.loads(fields["data"])))
    return events


def test_every_error_of_the_family_has_a_code_of_its_own() -> None:
    family = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AssistantError)]
    instances = [
        errors.MissingExtraError("this", "that")
        if error_class is errors.MissingExtraError
        else error_class("what was wrong")
        for error_class in family
    ]
    codes = {type(error): problem_of(error).code for error in instances}
    assert len(set(codes.values())) == len(family)
    assert codes[LibraryBusyError] == "library_busy" == code_of(LibraryBusyError)


def test_what_is_wrong_inside_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    problem = problem_of(LibraryError("the disk under /home/someone/library is full"))
    assert "/home/someone" not in problem.detail
    assert "/home/someone" in caplog.text


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": "x" * 100_000}, "question"),
        ({"question": 5}, "question"),
        ({"question": CUP, "top_k": 0}, "top_k"),
        ({"question": CUP, "top_k": "3"}, "top_k"),
        ({"question": CUP, "as_of": "yesterday"}, "as_of"),
        ({"question": CUP, "as_of": 20260701}, "as_of"),
        ({"question": CUP, "sources": ["x"] * 101}, "sources"),
        ({"question": CUP, "as_off": SUMMER}, "as_off"),
        ({"question": "\ud800"}, "question"),
    ],
)
def test_a_request_of_the_wrong_form_is_told_what_is_wrong_where(api: Served, body: dict, where: str) -> None:
    response = api.http.post("/v1/ask", content=json.dumps(body), headers={"content-type": "application/json"})
    problem = response.json()
    assert (response.status_code, problem["status"], problem["code"]) == (422, 422, "invalid_request")
    assert response.headers["content-type"] == "application/problem+json"
    assert where in problem["errors"][0]["where"]


def test_a_question_without_words_is_refused_before_a_stream_begins(api: Served) -> None:
    for stream in (False, True):
        response = api.ask("???", stream=stream)
        assert (response.status_code, response.json()["code"]) == (400, "usage")


def test_an_answer_that_fails_on_its_way_ends_the_stream_with_a_problem(own: Path, monkeypatch) -> None:
    def failing(*_, **__):
        yield EvidenceEvent(())
        raise LibraryError("the catalog /secret/place is gone")

    with served(own) as api:
        monkeypatch.setattr(api.assistant, "stream", failing)
        kind, problem = events_of(api.ask(CUP, stream=True))[-1]
        assert (kind, problem["code"], problem["status"]) == ("problem", "library", 500)
        assert "/secret" not in json.dumps(problem)
        assert api.ask(CUP).json()["code"] == "library"


def test_addresses_and_methods_that_there_are_not_are_problems_too(api: Served) -> None:
    assert api.http.get("/v1/nothing").json()["code"] == "not_found"
    assert api.http.get("/v1/ask").json()["code"] == "method_not_allowed"
    broken = api.http.post("/v1/ask", content=b"{", headers={"content-type": "application/json"})
    assert (broken.status_code, broken.headers["content-type"]) == (422, "application/problem+json")
