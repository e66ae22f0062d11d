"""What a request passes before it is read: its name for this server, its page, its key, its rate, and the time its body may take."""

import time
from collections.abc import MutableMapping
from typing import Any

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.access import Access, lower_headers
from assistant.api.problems import ProblemError, response_of
from assistant.api.rates import Rates
from assistant.ingest.errors import AssistantError
from assistant.widget import WIDGET_PATH

OPEN_PATHS = frozenset({"/healthz", "/readyz", "/openapi.json", WIDGET_PATH})
"""What anybody may ask: it tells nothing of the articles."""

_BODY_SECONDS = 20.0


class Gate:
    """Lets requests through, as an ASGI middleware; whoever passes is in `scope["state"]["caller"]`.

    Args:
        app: What is behind it.
        access: Tells who asks.
        rates: Counts their requests.
        body_seconds: How long a body may take to arrive.
    """

    def __init__(self, app: ASGIApp, access: Access, rates: Rates, body_seconds: float = _BODY_SECONDS) -> None:
        self._app = app
        self._access = access
        self._rates = rates
        self._body_seconds = body_seconds

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
        await self._app(scope, self._in_time(receive), send)

    def _check(self, scope: MutableMapping[str, Any]) -> None:
        headers = lower_headers(scope)
        self._access.check_origin(headers)
        if scope["path"] in OPEN_PATHS:
            return
        address = scope["client"][0] if scope.get("client") else ""
        try:
            caller = self._access.caller(headers, scope.get("server"))
        except ProblemError:
            self._rates.count(f"address:{address}")  # nobody tries keys without end
            raise
        self._rates.count(f"key:{caller.name}" if caller.name else f"address:{address}")
        scope.setdefault("state", {})["caller"] = caller

    def _in_time(self, receive: Receive) -> Receive:
        ends = time.monotonic() + self._body_seconds
        complete = False

        async def received() -> Message:
            nonlocal complete
            if complete:
                return await receive()
            try:
                with anyio.fail_after(ends - time.monotonic()):
                    message = await receive()
            except TimeoutError:
                raise ProblemError(
                    408,
                    "too_slow",
                    f"the body did not arrive within {self._body_seconds:g} s; send it faster, or less of it",
                ) from None
            complete = not message.get("more_body", False)
            return message

        return received
