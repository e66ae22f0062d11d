"""Limits on answers: the number at once and in the queue, disconnected clients, shutdown."""

import asyncio
import threading
from pathlib import Path

import httpx
import pytest
from api_server import served

from assistant import Assistant
from assistant.answers.answer import EvidenceEvent
from assistant.api.keys import KeyStore

CUP = "Who won the Corran Cup?"
SUMMER = "2026-07-01"


class StalledStream:
    """A question that is not answered before it may be; says how many are on their way, and how each ended."""

    def __init__(self, assistant: Assistant) -> None:
        self.started = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.closed = threading.Semaphore(0)
        self._stream = assistant.stream

    def stream(self, *arguments, **options):
        try:
            self.started.release()
            yield EvidenceEvent(())
            while not self.may_end.wait(0.01):
                yield EvidenceEvent(())
            yield from self._stream(*arguments, **options)
        finally:
            self.closed.release()


def test_while_too_many_wait_others_are_told_to_try_again(own: Path, monkeypatch) -> None:
    with served(own, answers_at_once=1, answers_waiting=1) as api:
        stalled = StalledStream(api.assistant)
        monkeypatch.setattr(api.assistant, "stream", stalled.stream)
        statuses: list[int] = []
        threads = [threading.Thread(target=lambda: statuses.append(api.ask(CUP).status_code)) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert stalled.started.acquire(timeout=30)
        while api.api.answers.open < 2:
            threading.Event().wait(0.01)
        for stream in (False, True):
            refused = api.ask(CUP, stream=stream)
            assert (refused.status_code, refused.json()["code"]) == (503, "too_busy")
            assert int(refused.headers["retry-after"]) >= 1
        stalled.may_end.set()
        for thread in threads:
            thread.join()
        assert statuses == [200, 200]


@pytest.mark.parametrize("stream", [True, False])
def test_a_reader_who_hangs_up_stops_what_makes_the_answer(own: Path, monkeypatch, stream: bool) -> None:
    with served(own, answers_at_once=1) as api:
        stalled = StalledStream(api.assistant)
        monkeypatch.setattr(api.assistant, "stream", stalled.stream)
        if stream:
            with api.http.stream("POST", "/v1/ask", json={"question": CUP, "stream": True}) as response:
                next(response.iter_lines())
        else:
            with pytest.raises(httpx.TimeoutException):
                httpx.post(f"{api.url}/v1/ask", json={"question": CUP}, timeout=0.3)
        assert stalled.closed.acquire(timeout=30), "it would go on for ever"
        while api.api.answers.open:
            threading.Event().wait(0.01)


def test_the_end_of_the_server_waits_for_answers_and_takes_no_more(own: Path, monkeypatch) -> None:
    with served(own) as api:
        stalled = StalledStream(api.assistant)
        monkeypatch.setattr(api.assistant, "stream", stalled.stream)
        answers: list[dict] = []
        threads = threading.Thread(target=lambda: answers.append(api.ask(CUP, as_of=SUMMER).json()))
        threads.start()
        assert stalled.started.acquire(timeout=30)
        ended = threading.Event()

        def finish() -> None:
            asyncio.run(api.api.answers.finish(30))
            ended.set()

        shutdown = threading.Thread(target=finish)
        shutdown.start()
        while not api.api.answers.is_closing:
            threading.Event().wait(0.01)
        assert api.ask(CUP).json()["code"] == "ending"
        assert api.http.get("/readyz").status_code == 503
        assert api.http.get("/healthz").status_code == 200
        assert not ended.is_set()
        stalled.may_end.set()
        for thread in (threads, shutdown):
            thread.join()
        assert answers[0]["status"] == "answered"


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_that_panics_ends_with_a_problem(own: Path, monkeypatch, stream: bool) -> None:
    class Panic(BaseException):
        pass

    def panic(*_, **__):
        yield EvidenceEvent(())
        raise Panic("byte index 3 is not a char boundary")

    with served(own) as api:
        monkeypatch.setattr(api.assistant, "stream", panic)
        response = api.ask(CUP, stream=stream)
        assert (response.status_code, '"code":' in response.text.replace('"code": ', '"code":')) == (
            200 if stream else 500,
            True,
        )
        assert "internal" in response.text
        assert "char boundary" not in response.text


def test_an_answer_whose_key_is_revoked_meanwhile_is_finished_and_the_next_question_refused(
    own: Path, monkeypatch
) -> None:
    keys = KeyStore(own)
    secret = keys.make("reader", "read")
    with served(own) as api:
        stalled = StalledStream(api.assistant)
        monkeypatch.setattr(api.assistant, "stream", stalled.stream)
        api.http.headers["Authorization"] = f"Bearer {secret}"
        with api.http.stream("POST", "/v1/ask", json={"question": CUP, "stream": True}) as response:
            assert stalled.started.acquire(timeout=30)
            keys.revoke("reader")
            assert api.ask(CUP).status_code == 401
            stalled.may_end.set()
            assert "Rovers" in response.read().decode()
        assert response.status_code == 200
        assert api.ask(CUP).status_code == 401
