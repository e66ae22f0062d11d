"""What strangers can rely on over HTTP: the same answers as everywhere, problems with a code, limits that say when to try again."""

import json
import logging
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from api_server import Served, served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Assistant, AssistantError, LibraryBusyError, LibraryError
from assistant.answers.answer import Answer, EvidenceEvent
from assistant.api.logs import JsonLines
from assistant.api.problems import code_of, problem_of
from assistant.ingest import errors

CUP = "Who won the Corran Cup?"
SUMMER = "2026-07-01"


@pytest.fixture(scope="module")
def api(samples: Path) -> Iterator[Served]:
    """A server over the samples, for tests that leave them as they are."""
    with served(samples) as running:
        yield running


@pytest.fixture
def own(samples: Path, tmp_path: Path) -> Path:
    """The samples, to be changed."""
    return Path(shutil.copytree(samples, tmp_path / "own"))


def events_of(response: httpx.Response) -> list[tuple[str, dict]]:
    found = []
    for block in response.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "data" in fields:
            found.append((fields.get("event", ""), json.loads(fields["data"])))
    return found


def without_timings(answer: dict) -> dict:
    return {**answer, "timings_ms": None}


# Questions


def test_an_answer_is_the_object_that_the_command_line_prints(api: Served, samples: Path) -> None:
    over_http = api.ask(CUP, as_of=SUMMER, top_k=5)
    command = [sys.executable, "-m", "assistant", "ask", CUP, "--as-of", SUMMER, "--top-k", "5", "--json"]
    done = subprocess.run([*command, "--library", str(samples)], capture_output=True, text=True, check=True)
    assert over_http.headers["content-type"] == "application/json"
    assert without_timings(over_http.json()) == without_timings(json.loads(done.stdout))


def test_every_quote_is_the_exact_slice_of_the_article_that_the_api_shows(api: Served) -> None:
    citations = api.ask("How much will the repairs of Tannery Bridge cost?", as_of=SUMMER).json()["citations"]
    assert citations
    for one in citations:
        text = api.http.get(f"/v1/articles/{one['article_id']}").json()["text"]
        assert text[one["start"] : one["end"]] == one["quote"]


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
    assert [one["statement"] for kind, one in events if kind == "statement"] == whole["statements"]


def test_a_question_can_be_held_to_a_day_and_to_publications(api: Served) -> None:
    assert api.ask(CUP, as_of="2026-04-01").json()["status"] == "not_found"
    assert api.ask(CUP, as_of=SUMMER, sources=["the harbour post"]).json()["citations"]
    refused = api.ask(CUP, sources=["No Such Paper"])
    assert (refused.status_code, refused.json()["code"]) == (400, "usage")
    assert "No Such Paper" in refused.json()["detail"]


def test_a_search_gives_the_passages_of_the_answer_with_their_text(api: Served) -> None:
    found = api.http.post("/v1/search", json={"question": CUP, "as_of": SUMMER, "top_k": 3}).json()
    passages = api.ask(CUP, as_of=SUMMER, top_k=3).json()["passages"]
    assert [{name: one[name] for name in passages[0]} for one in found["passages"]] == passages
    for one in found["passages"]:
        text = api.http.get(f"/v1/articles/{one['article_id']}").json()["text"]
        assert text[one["start"] : one["end"]] == one["text"]


# Conversations


def test_questions_are_suggested_that_are_answered_within_what_is_chosen(own: Path) -> None:
    chosen = {"as_of": SUMMER, "sources": ["The Harbour Post"]}
    with served(own) as api:
        first = api.http.post("/v1/suggestions", json={**chosen, "limit": 2}).json()["questions"]
        assert 0 < len(first) <= 2
        talk = api.http.post("/v1/conversations", json={}).json()["id"]
        within = {**chosen, "conversation_id": talk}
        assert api.http.post("/v1/suggestions", json={**within, "limit": 2}).json()["questions"] == first
        api.ask("Who won the Corran Cup?", **within)
        following = api.http.post("/v1/suggestions", json=within).json()["questions"]
        assert following
        for question in [*first, *following]:
            answer = api.ask(question, **chosen).json()
            assert answer["status"] == "answered"
            assert {one["source"] for one in answer["citations"]} == {"The Harbour Post"}
        for wrong, status in (
            ({"sources": ["The Moon"]}, 400),
            ({"limit": 11}, 422),
            ({"conversation_id": "nobody's"}, 404),
        ):
            assert api.http.post("/v1/suggestions", json=wrong).status_code == status


def test_a_follow_up_is_understood_from_the_turns_that_its_asker_kept(own: Path) -> None:
    with served(own) as api:
        first = api.ask("When was Tannery Bridge closed?", as_of=SUMMER).json()
        told = [
            {"question": first["standalone_question"], "answer": first["text"]},
            {"question": "Thank you!", "answer": "You are welcome."},
        ]
        answer = api.ask("Why?", as_of=SUMMER, history=told).json()
        assert answer["standalone_question"] == "Why was Tannery Bridge closed?"
        assert api.ask("Why?", as_of=SUMMER).json()["standalone_question"] == "Why?"
        assert api.http.get("/v1/conversations").json()["conversations"] == []
        too_many = api.ask("Why?", as_of=SUMMER, history=told * 26)
        assert (too_many.status_code, too_many.json()["code"]) == (422, "invalid_request")


def test_a_follow_up_is_understood_from_its_conversation_and_after_a_restart(own: Path) -> None:
    with served(own) as api:
        begun = api.http.post("/v1/conversations", json={})
        assert begun.status_code == 201
        talk = begun.json()["id"]
        api.ask("When was Tannery Bridge closed?", as_of=SUMMER, conversation_id=talk)
    with served(own) as api:
        answer = api.ask("Why?", as_of=SUMMER, conversation_id=talk).json()
        assert answer["standalone_question"] == "Why was Tannery Bridge closed?"
        shown = api.http.get(f"/v1/conversations/{talk}").json()
        assert [one["question"] for one in shown["answers"]] == ["When was Tannery Bridge closed?", "Why?"]
        assert shown["answers"][1] == answer
        assert shown["title"] == "When was Tannery Bridge closed?"
        listed = api.http.get("/v1/conversations", params={"text": "tannery"}).json()
        assert [one["id"] for one in listed["conversations"]] == [talk]
        assert api.http.delete(f"/v1/conversations/{talk}").status_code == 204
        gone = api.http.get(f"/v1/conversations/{talk}")
        assert (gone.status_code, gone.json()["code"]) == (404, "conversation_not_found")
        assert api.ask("Why?", conversation_id=talk).status_code == 404
        assert api.ask("Why?", conversation_id=talk, stream=True).status_code == 404


# Articles and jobs


def test_articles_come_in_pages_that_hold_each_of_them_once(api: Served) -> None:
    seen, offset = [], 0
    while offset is not None:
        page = api.http.get("/v1/articles", params={"limit": 5, "offset": offset}).json()
        assert len(page["articles"]) <= 5
        seen += [one["id"] for one in page["articles"]]
        offset = page["next_offset"]
    assert sorted(seen) == sorted(one.id for one in api.assistant.articles())
    found = api.http.get("/v1/articles", params={"text": "festival"}).json()["articles"]
    assert any("festival" in one["title"].lower() for one in found)
    assert len(found) < len(seen)


def test_an_article_that_is_sent_is_added_found_replaced_and_removed(own: Path) -> None:
    with served(own) as api:
        kiosk = {
            "id": "kiosk/1 ö",
            "title": "Kiosk opens",
            "text": "A kiosk opened on Rope Street on Monday.\n\nIt sells tea.",
        }
        job = api.finished(api.http.post("/v1/articles", json={"articles": [kiosk]}))
        assert (job["state"], job["report"]["added"], job["read"]) == ("done", [kiosk["id"]], 1)
        assert api.ask("What does the kiosk on Rope Street sell?").json()["citations"][0]["article_id"] == kiosk["id"]
        path = "/v1/articles/kiosk%2F1%20%C3%B6"
        assert api.http.get(path).json()["text"] == kiosk["text"]
        changed = {**kiosk, "text": kiosk["text"].replace("tea", "coffee"), "published": "2026-05-01"}
        job = api.finished(api.http.post("/v1/articles", json={"articles": [changed]}))
        assert job["report"]["updated"] == [kiosk["id"]]
        assert api.http.get(path).json()["published"] == "2026-05-01T00:00:00Z"
        assert api.http.delete(path).status_code == 204
        assert api.http.get(path).json()["code"] == "article_not_found"
        assert api.http.delete(path).status_code == 404


def test_files_are_read_by_their_kind_and_one_bad_file_does_not_stop_the_others(own: Path) -> None:
    files = [
        ("files", ("pier.md", b"# Pier reopens\n\nThe pier reopened on Friday after a storm.")),
        ("files", ("broken.pdf", b"%PDF-1.7 no more")),
        ("files", ("records.csv", b"id,title,text\nr1,Ferry,The ferry sails at noon from the new pier.\n")),
    ]
    with served(own) as api:
        job = api.finished(api.http.post("/v1/articles/files", files=files))
        assert job["state"] == "done"
        assert len(job["report"]["added"]) == 2
        assert [one["origin"] for one in job["report"]["failed"]] == ["upload/broken.pdf"]
        again = api.finished(api.http.post("/v1/articles/files", files=files[:1]))
        assert len(again["report"]["unchanged"]) == 1, "the same name is the same article"
        assert "upload" not in json.dumps(api.http.get(f"/v1/articles/{again['report']['unchanged'][0]}").json())


def test_a_job_can_be_cancelled_and_is_forgotten_by_nobody_else(own: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    with served(own) as api:
        original = api.assistant.ingest

        def slow(sources, *, progress, from_strangers):
            begun.set()
            go_on.wait(30)
            return original(sources, progress=progress, from_strangers=from_strangers)

        api.api._services.jobs._ingest = slow
        article = {"id": "late", "text": "The late ferry sails at ten."}
        first = api.http.post("/v1/articles", json={"articles": [article]})
        second = api.http.post("/v1/articles", json={"articles": [article]})
        assert begun.wait(30)
        assert api.http.get(first.headers["location"]).json()["state"] == "running"
        assert api.http.get(second.headers["location"]).json()["state"] == "waiting"
        assert api.http.delete(first.headers["location"]).status_code == 202
        assert api.http.delete(second.headers["location"]).status_code == 202
        go_on.set()
        assert [api.finished(one)["state"] for one in (first, second)] == ["cancelled", "cancelled"]
        assert api.http.get("/v1/articles/late").status_code == 404


# Problems and limits


def test_every_error_of_the_family_has_a_code_of_its_own() -> None:
    family = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AssistantError)]
    wrong = [
        errors.MissingExtraError("this", "that") if one is errors.MissingExtraError else one("what was wrong")
        for one in family
    ]
    codes = {type(one): problem_of(one).code for one in wrong}
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


def test_too_many_requests_in_a_minute_are_told_when_to_try_again(own: Path) -> None:
    with served(own, requests_per_minute=3) as api:
        statuses = [api.http.get("/v1/models").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = api.http.get("/v1/models")
        assert refused.json()["code"] == "rate_limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert api.http.get("/healthz").status_code == 200, "what watches the server is not counted"


class Held:
    """A question that is not answered before it may be; says how many are on their way, and how each ended."""

    def __init__(self, assistant: Assistant) -> None:
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.closed = threading.Semaphore(0)
        self._stream = assistant.stream

    def stream(self, *arguments, **options):
        try:
            self.begun.release()
            yield EvidenceEvent(())
            while not self.may_end.wait(0.01):
                yield EvidenceEvent(())
            yield from self._stream(*arguments, **options)
        finally:
            self.closed.release()


def test_while_too_many_wait_others_are_told_to_try_again(own: Path, monkeypatch) -> None:
    with served(own, answers_at_once=1, answers_waiting=1) as api:
        held = Held(api.assistant)
        monkeypatch.setattr(api.assistant, "stream", held.stream)
        statuses: list[int] = []
        asking = [threading.Thread(target=lambda: statuses.append(api.ask(CUP).status_code)) for _ in range(2)]
        for one in asking:
            one.start()
        assert held.begun.acquire(timeout=30)
        while api.api.answers.open < 2:
            threading.Event().wait(0.01)
        for stream in (False, True):
            refused = api.ask(CUP, stream=stream)
            assert (refused.status_code, refused.json()["code"]) == (503, "too_busy")
            assert int(refused.headers["retry-after"]) >= 1
        held.may_end.set()
        for one in asking:
            one.join()
        assert statuses == [200, 200]


@pytest.mark.parametrize("stream", [True, False])
def test_a_reader_who_hangs_up_stops_what_makes_the_answer(own: Path, monkeypatch, stream: bool) -> None:
    with served(own, answers_at_once=1) as api:
        held = Held(api.assistant)
        monkeypatch.setattr(api.assistant, "stream", held.stream)
        if stream:
            with api.http.stream("POST", "/v1/ask", json={"question": CUP, "stream": True}) as response:
                next(response.iter_lines())
        else:
            with pytest.raises(httpx.TimeoutException):
                httpx.post(f"{api.url}/v1/ask", json={"question": CUP}, timeout=0.3)
        assert held.closed.acquire(timeout=30), "it would go on for ever"
        while api.api.answers.open:
            threading.Event().wait(0.01)


def test_the_end_of_the_server_waits_for_answers_and_takes_no_more(own: Path, monkeypatch) -> None:
    with served(own) as api:
        held = Held(api.assistant)
        monkeypatch.setattr(api.assistant, "stream", held.stream)
        answers: list[dict] = []
        asking = threading.Thread(target=lambda: answers.append(api.ask(CUP, as_of=SUMMER).json()))
        asking.start()
        assert held.begun.acquire(timeout=30)
        ended = threading.Event()

        def finish() -> None:
            import asyncio

            asyncio.run(api.api.answers.finish(30))
            ended.set()

        ending = threading.Thread(target=finish)
        ending.start()
        while not api.api.answers.is_closing:
            threading.Event().wait(0.01)
        assert api.ask(CUP).json()["code"] == "ending"
        assert api.http.get("/readyz").status_code == 503
        assert api.http.get("/healthz").status_code == 200
        assert not ended.is_set()
        held.may_end.set()
        for one in (asking, ending):
            one.join()
        assert answers[0]["status"] == "answered"


# Watching


def test_requests_and_answers_are_counted_by_route_and_never_by_content(api: Served) -> None:
    api.ask(CUP, as_of=SUMMER)
    api.http.get("/v1/articles/some-secret-id")
    text = api.http.get("/metrics").text
    assert 'assistant_answers_total{status="answered"}' in text
    assert 'route="/v1/articles/{article_id:path}",status="404"' in text
    assert "some-secret-id" not in text
    assert "assistant_articles 16.0" in text


def test_a_request_keeps_its_id_in_the_response_the_problem_and_the_log(api: Served) -> None:
    lines = logging.getLogger("assistant")
    records: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(JsonLines().format(record))

    handler = Kept()
    lines.addHandler(handler)
    lines.setLevel(logging.INFO)
    try:
        response = api.http.get(
            "/v1/articles/nope", headers={"x-request-id": "caller-1", "authorization": "Bearer aa_secret"}
        )
        odd = api.http.get("/healthz?token=aa_secret", headers={"x-request-id": 'a "line"\tmore'})
    finally:
        lines.removeHandler(handler)
        lines.setLevel(logging.NOTSET)
    assert response.headers["x-request-id"] == response.json()["request_id"] == "caller-1"
    assert odd.headers["x-request-id"].isalnum()
    noted = [json.loads(line) for line in records]
    assert (noted[0]["request_id"], noted[0]["method"], noted[0]["status"]) == ("caller-1", "GET", 404)
    assert noted[0]["path"] == "/v1/articles/nope"
    assert "secret" not in "".join(records)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=200))
def test_whatever_is_asked_is_answered_or_refused_in_words(api: Served, question: str) -> None:
    response = api.ask(question, as_of=SUMMER)
    if response.status_code == 200:
        Answer.model_validate_json(response.content)
    else:
        assert response.status_code in {400, 422}
        assert response.json()["code"] in {"usage", "invalid_request"}
