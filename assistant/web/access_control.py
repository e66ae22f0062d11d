"""Restricts access: other computers need a login or a key, and pages of other websites may not change anything.

Every browser on this computer can reach a server on loopback, and so can every website that such a browser shows. A website can give its own
name to the loopback address and so read the answers; `assistant.api.authentication` checks the `Host` header against that. A website can also send
requests that change something; `SameOriginMiddleware` refuses them.
"""

import json
from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.authentication import is_local_name
from assistant.ingest.errors import UsageError

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_ALLOWED_FETCH_SITES = {b"same-origin", b"none"}


def require_protection(host: str, *, has_key: bool, has_login: bool, allowed_hosts: Collection[str] = ()) -> None:
    """Refuses to serve other computers without a login or a key.

    Args:
        host: The address to listen on.
        has_key: Whether the library has a key for the HTTP API.
        has_login: Whether the page requires a login.
        allowed_hosts: Other names of this server, for example of a proxy.

    Raises:
        UsageError: If others could reach the server and neither a key nor a login protects it.
    """
    if has_key or has_login or (is_local_name(host) and not allowed_hosts):
        return
    where = f"on {host}" if not is_local_name(host) else f"under the name {next(iter(allowed_hosts))}"
    raise UsageError(
        f"served {where}, everybody who can reach it could read, add and remove articles; make a login first with: "
        "assistant users add NAME, or a key with: assistant keys make NAME, or serve on 127.0.0.1"
    )


class SameOriginMiddleware:
    """Refuses requests of other websites that would change something.

    Args:
        app: The app that answers the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers or refuses a request."""
        if scope["type"] in {"http", "websocket"} and _is_cross_site_change(scope):
            await send_json(send, 403, {"error": "a page of another website may not change anything here"})
        else:
            await self._app(scope, receive, send)


async def send_json(send: Send, status: int, body: object) -> None:
    """Sends a complete JSON response."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def _is_cross_site_change(scope: Scope) -> bool:
    if scope.get("method", "GET") in _SAFE_METHODS:
        return False
    headers = dict(scope["headers"])
    fetch_site = headers.get(b"sec-fetch-site")
    if fetch_site is not None:
        return fetch_site not in _ALLOWED_FETCH_SITES
    origin = headers.get(b"origin")  # older browsers send only this
    return origin is not None and origin.lower().partition(b"://")[2] != headers.get(b"host", b"").lower()
