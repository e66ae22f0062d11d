"""Checks a request before it is read: its origin, key, rate, and the size and duration of its body."""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.authentication import Authenticator, Caller, Headers, lower_headers
from assistant.api.problems import ProblemError, problem_response
from assistant.api.rate_limit import RateLimit
from assistant.ingest.budgets import MIN_BODY_BYTES_PER_SECOND
from assistant.ingest.errors import AssistantError
from assistant.ingest.sizes import format_size, parse_size
from assistant.widget import WIDGET_PATH

OPEN_PATHS = frozenset({"/healthz", "/readyz", "/openapi.json", WIDGET_PATH})
"""Paths that need no key: they tell nothing about the articles."""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Limits of request bodies.

    Attributes:
        bytes: The largest body of most requests.
        upload_bytes: The largest body of requests that add articles.
        seconds: The longest time for a small body to arrive; a large one has more time at a minimum rate.
        upload_paths: The beginnings of the paths that add articles.
    """

    bytes: int
    upload_bytes: int
    seconds: float
    upload_paths: tuple[str, ...] = ("/v1/articles",)

    def max_bytes(self, path: str) -> int:
        """Returns the largest body that a path accepts."""
        return self.upload_bytes if path.startswith(self.upload_paths) else self.bytes


class Gate:
    """ASGI middleware that lets valid requests through and sets `scope["state"]["caller"]`.

    Args:
        app: The app behind it.
        authenticator: Identifies callers.
        rate_limit: Counts their requests.
        limits: The limits of their bodies.
    """

    def __init__(self, app: ASGIApp, authenticator: Authenticator, rate_limit: RateLimit, limits: BodyLimits) -> None:
        self._app = app
        self._authenticator = authenticator
        self._rate_limit = rate_limit
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except (ProblemError, AssistantError) as error:
            await problem_response(error)(scope, receive, send)
            return
        await self._app(scope, limited_body(scope, receive, self._limits), send)

    def _check(self, scope: MutableMapping[str, Any]) -> None:
        headers = lower_headers(scope)
        self._authenticator.check_origin(headers)
        if scope["path"] not in OPEN_PATHS:
            scope.setdefault("state", {})["caller"] = self._authenticate(scope, headers)
        check_declared_size(scope, headers, self._limits)

    def _authenticate(self, scope: MutableMapping[str, Any], headers: Headers) -> Caller:
        address = scope["client"][0] if scope.get("client") else ""
        try:
            caller = self._authenticator.caller(headers, scope.get("server"))
        except ProblemError:
            self._rate_limit.count(f"address:{address}")  # limits attempts to guess a key
            raise
        self._rate_limit.count(f"key:{caller.name}" if caller.name else f"address:{address}")
        return caller


def check_declared_size(scope: Scope, headers: Headers, limits: BodyLimits) -> None:
    """Checks the Content-Length of a request.

    Raises:
        ProblemError: 413 if it is too large.
    """
    declared = parse_size(headers.get("content-length", ""))
    max_bytes = limits.max_bytes(scope["path"])
    if declared is not None and declared > max_bytes:
        raise _too_large(max_bytes)


def limited_body(scope: Scope, receive: Receive, limits: BodyLimits) -> Receive:
    """Wraps `receive`: raises a problem if the body is too large, or slower than the minimum rate."""
    max_bytes = limits.max_bytes(scope["path"])
    started = time.monotonic()
    received, is_complete = 0, False

    async def limited_receive() -> Message:
        nonlocal received, is_complete
        if is_complete:
            return await receive()
        deadline = started + limits.seconds + received / MIN_BODY_BYTES_PER_SECOND
        try:
            with anyio.fail_after(deadline - time.monotonic()):
                message = await receive()
        except TimeoutError:
            raise _too_slow(limits.seconds) from None
        received += len(message.get("body", b""))
        if received > max_bytes:
            raise _too_large(max_bytes)
        is_complete = not message.get("more_body", False)
        return message

    return limited_receive


def _too_large(max_bytes: int) -> ProblemError:
    return ProblemError(
        413, "too_large", f"the body is larger than {format_size(max_bytes)}, the most that this address takes"
    )


def _too_slow(seconds: float) -> ProblemError:
    return ProblemError(408, "too_slow", f"the body did not arrive within {seconds:g} s; send it faster, or less of it")
