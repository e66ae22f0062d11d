"""Limits on requests in a minute."""

import time
from pathlib import Path

import pytest
from api_server import served

from assistant.api.problems import ProblemError
from assistant.api.rate_limit import RateLimit


def test_too_many_requests_in_a_minute_are_told_when_to_try_again(own: Path) -> None:
    with served(own, requests_per_minute=3) as api:
        statuses = [api.http.get("/v1/models").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = api.http.get("/v1/models")
        assert refused.json()["code"] == "rate_limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert api.http.get("/healthz").status_code == 200, "what watches the server is not counted"


def test_nobody_is_locked_out_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    limit, now = RateLimit(2), time.time()
    for _ in range(2):
        limit.count("key:a")
    with pytest.raises(ProblemError):
        limit.count("key:a")
    monkeypatch.setattr(time, "time", lambda: now - 86_400)
    for _ in range(2):
        limit.count("key:a")
    with pytest.raises(ProblemError) as refused:
        limit.count("key:a")
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
