"""What a request passes before it is read: its name for this server, its page, its key, its rate, and how large and slow its body may be."""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.access import Access, Caller, Headers, lower_headers
from assistant.api.problems import ProblemError, response_of
from assistant.api.rates import Rates
from assistant.ingest.errors import AssistantError
from assistant.ingest.sizes import format_size
from assistant.widget import WIDGET_PATH

OPEN_PATHS = frozenset({"/healthz", "/readyz", "/openapi.json", WIDGET_PATH})
"""What anybody may ask: it tells nothing of the articles."""

_UPLOADS = "/v1/articles"


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How large a body may be, and how long it may take to arrive.

    Attributes:
        bytes: Of most requests.
        upload_bytes: Of those that add articles.
        seconds: Of all.
    """

    bytes: int
    upload_bytes: int
    seconds: float

    def of(self, path: str) -> int:
        """How many bytes may be sent to an address."""
        return self.upload_bytes if path.startswith(_UPLOADS) else self.bytes


class Gate:
    """Lets requests through, as an ASGI middleware; whoever passes is in `scope["state"]["caller"]`.

    Args:
        app: What is behind it.
        access: Tells who asks.
        rates: Counts their requests.
        limits: Of their bodies.
    """

    def __init__(self, app: ASGIApp, access: Access, rates: Rates, limits: BodyLimits) -> None:
        self._app = app
        self._access = access
        self._rates = rates
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except (ProblemError, AssistantError) as error:
            await response_of(error)(scope, receive, send)
            return
        await self._app(scope, self._limited(receive, self._limits.of(scope["path"])), send)

    def _check(self, scope: MutableMapping[str, Any]) -> None:
        headers = lower_headers(scope)
        self._access.check_origin(headers)
        if scope["path"] not in OPEN_PATHS:
            scope.setdefault("state", {})["caller"] = self._caller(scope, headers)
        declared = headers.get("content-length", "")
        if declared.isdigit() and int(declared) > self._limits.of(scope["path"]):
            raise _too_large(self._limits.of(scope["path"]))

    def _caller(self, scope: MutableMapping[str, Any], headers: Headers) -> Caller:
        address = scope["client"][0] if scope.get("client") else ""
        try:
            caller = self._access.caller(headers, scope.get("server"))
        except ProblemError:
            self._rates.count(f"address:{address}")  # nobody tries keys without end
            raise
        self._rates.count(f"key:{caller.name}" if caller.name else f"address:{address}")
        return caller

    def _limited(self, receive: Receive, most: int) -> Receive:
        """The same body, which ends with a problem where it is too large or too slow."""
        ends = time.monotonic() + self._limits.seconds
        left, complete = most, False

        async def received() -> Message:
            nonlocal left, complete
            if complete:
                return await receive()
            try:
                with anyio.fail_after(ends - time.monotonic()):
                    message = await receive()
            except TimeoutError:
                raise _too_slow(self._limits.seconds) from None
            left -= len(message.get("body", b""))
            if left < 0:
                raise _too_large(most)
            complete = not message.get("more_body", False)
            return message

        return received


def _too_large(most: int) -> ProblemError:
    return ProblemError(
        413, "too_large", f"the body is larger than {format_size(most)}, the most that this address takes"
    )


def _too_slow(seconds: float) -> ProblemError:
    return ProblemError(408, "too_slow", f"the body did not arrive within {seconds:g} s; send it faster, or less of it")
