"""Metrics, logs and request ids: by route, never by content."""

import json
import logging

from api_server import Served

from assistant.api.logs import JsonLines

CUP = "Who won the Corran Cup?"
SUMMER = "2026-07-01"


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
