"""Monitors requests: an id for each, a line in the log, Prometheus metrics. Records nothing of a request's content."""

import logging
import time
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answers.answer import Answer
from assistant.api.authentication import lower_headers
from assistant.api.logs import REQUEST_ID_HEADER, begin_request
from assistant.following import CheckResult, FollowedSource

_BUCKET_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_METHODS = {"GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"}
_NO_RESPONSE = 499
_SECURITY_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
_log = logging.getLogger("assistant.requests")


class Metrics:
    """The metrics of one server.

    Args:
        articles: Returns the number of articles in the library.
        open_answers: Returns the number of answers that are being made or wait.
        sources: Returns the followed sources.
    """

    def __init__(
        self,
        articles: Callable[[], int],
        open_answers: Callable[[], int],
        sources: Callable[[], Sequence[FollowedSource]] = tuple,
    ) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "assistant_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "assistant_request_seconds",
            "From the request to the end of its response.",
            ["method", "route"],
            buckets=_BUCKET_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "assistant_answers", "Answers, by whether the articles say it.", ["status"], registry=self._registry
        )
        self._stalls = Counter(
            "assistant_event_loop_stalls", "Times that the event loop did not respond.", registry=self._registry
        )
        self._checks = Counter(
            "assistant_source_checks", "Checks of followed sources.", ["outcome"], registry=self._registry
        )
        self._changes = Counter(
            "assistant_source_articles", "Articles by following.", ["change"], registry=self._registry
        )
        self._traffic = Counter(
            "assistant_source_received_bytes", "Bytes received by following.", registry=self._registry
        )
        gauges: tuple[tuple[str, str, Callable[[], int]], ...] = (
            ("assistant_articles", "Articles in the library.", articles),
            ("assistant_open_answers", "Answers that are being made or wait for their turn.", open_answers),
            ("assistant_sources", "Followed sources.", lambda: len(sources())),
            ("assistant_sources_failing", "Followed sources with an error.", lambda: _failing(sources())),
            ("assistant_sources_paused", "Paused sources.", lambda: sum(one.is_paused for one in sources())),
        )
        for name, description, value in gauges:
            Gauge(name, description, registry=self._registry).set_function(value)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Counts an answer."""
        self._answers.labels(answer.status).inc()

    def count_check(self, result: CheckResult) -> None:
        """Counts a check of a followed source."""
        self._checks.labels("failed" if result.source.error else "succeeded").inc()
        for change, ids in (("added", result.added), ("updated", result.updated), ("expired", result.expired)):
            self._changes.labels(change).inc(len(ids))
        self._traffic.inc(result.received_bytes)

    def count_stall(self) -> None:
        """Counts a stall of the event loop."""
        self._stalls.inc()

    def text(self) -> bytes:
        """Returns all metrics in the format of Prometheus."""
        return generate_latest(self._registry)


def _failing(sources: Sequence[FollowedSource]) -> int:
    return sum(bool(source.error) and not source.is_paused for source in sources)


class RequestMonitor:
    """ASGI middleware: gives every request an id, logs and counts it, adds security headers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = begin_request(lower_headers(scope).get(REQUEST_ID_HEADER, ""))
        status, started = _NO_RESPONSE, time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name.lower() for name, _ in message.get("headers", [])}
                missing = [header for header in _SECURITY_HEADERS if header[0] not in present]
                request_id_header = (REQUEST_ID_HEADER.encode(), request_id.encode())
                message["headers"] = [*message.get("headers", []), request_id_header, *missing]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", "") or "other"
        self._metrics.count_request(method, route, status, seconds)
        caller = (scope.get("state") or {}).get("caller")
        fields = {"method": method, "path": scope["path"], "status": status, "ms": round(seconds * 1000)}
        _log.info("%s %s", method, scope["path"], extra={**fields, "key": caller.name if caller else ""})
