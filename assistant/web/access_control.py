"""Who may reach what is served: other computers only where something keeps strangers out, and no page of another website.

A server on loopback is reached by every browser on the computer, and so by every website that one of them shows. Such a site can give its own name
to the loopback address to read the answers, which `Access` tells by the `Host` that is asked for; and it can send requests, which are told here.
"""

import json
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from assistant.api.access import is_local_name
from assistant.ingest.errors import UsageError

_READING = {"GET", "HEAD", "OPTIONS"}
_OWN_PAGE = {b"", b"same-origin", b"none"}

App = Callable[..., Awaitable[None]]
Scope = MutableMapping[str, Any]


def require_protection(host: str, *, has_key: bool, has_login: bool, allowed_hosts: Collection[str] = ()) -> None:
    """Refuses to let others in without knowing who they are.

    Args:
        host: The address to listen on.
        has_key: Whether the library has a key for the HTTP API.
        has_login: Whether the page asks for a login.
        allowed_hosts: Names of elsewhere that lead here, as through a proxy.

    Raises:
        UsageError: If others could ask, and neither a key nor a login keeps them out.
    """
    if has_key or has_login or (is_local_name(host) and not allowed_hosts):
        return
    where = f"on {host}" if not is_local_name(host) else f"under the name {next(iter(allowed_hosts))}"
    raise UsageError(
        f"served {where}, everybody who can reach it could read, add and remove articles; make a login first with: "
        "assistant users add NAME, or a key with: assistant keys make NAME, or serve on 127.0.0.1"
    )


class OwnPagesOnly:
    """Lets nothing be changed but by the server's own pages, an ASGI middleware.

    Args:
        app: What it stands before.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """One request."""
        if scope["type"] in {"http", "websocket"} and _is_foreign_change(scope):
            await send_json(send, 403, {"error": "a page of another website may not change anything here"})
        else:
            await self._app(scope, receive, send)


def _is_foreign_change(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    reads = scope.get("method", "GET") in _READING
    return not reads and headers.get(b"sec-fetch-site", b"") not in _OWN_PAGE


async def send_json(send: Callable[..., Any], status: int, body: object) -> None:
    """A whole JSON response."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
