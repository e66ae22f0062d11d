"""Limits on requests in a minute."""

from pathlib import Path

from api_server import served


def test_too_many_requests_in_a_minute_are_told_when_to_try_again(own: Path) -> None:
    with served(own, requests_per_minute=3) as api:
        statuses = [api.http.get("/v1/models").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = api.http.get("/v1/models")
        assert refused.json()["code"] == "rate_limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert api.http.get("/healthz").status_code == 200, "what watches the server is not counted"
