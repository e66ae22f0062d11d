"""Gives every request an id, and notes what became of it: in the log and in the metrics. Of a request's content, nothing."""

import logging
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.access import lower_headers
from assistant.api.metrics import Metrics
from assistant.api.request_id import HEADER, begin_request

_METHODS = {"GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"}
_NO_RESPONSE = 499
_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
_log = logging.getLogger("assistant.requests")


class Observed:
    """Watches what goes through it, as an ASGI middleware."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = begin_request(lower_headers(scope).get(HEADER, ""))
        status, began = _NO_RESPONSE, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = {name.lower() for name, _ in message.get("headers", [])}
                added = [(HEADER.encode(), request_id.encode()), *(one for one in _HEADERS if one[0] not in given)]
                message["headers"] = [*message.get("headers", []), *added]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", "") or "other"
        self._metrics.request(method, route, status, seconds)
        caller = (scope.get("state") or {}).get("caller")
        about = {"method": method, "path": scope["path"], "status": status, "ms": round(seconds * 1000)}
        _log.info("%s %s", method, scope["path"], extra={**about, "key": caller.name if caller else ""})
