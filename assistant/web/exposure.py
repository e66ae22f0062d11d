"""Who may reach what is served: other computers only where something keeps strangers out, and no page of another website.

A server on loopback is reached by every browser on the computer, and so by every website that one of them shows: such a site can send
requests to it, and can give its own name to the loopback address to read the answers. The first is told by the browser's
`Sec-Fetch-Site`, the second by the `Host` that is asked for.
"""

import ipaddress
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from assistant.ingest.errors import UsageError

_READING = {"GET", "HEAD", "OPTIONS"}
_OWN_PAGE = {b"", b"same-origin", b"none"}

App = Callable[..., Awaitable[None]]
Scope = MutableMapping[str, Any]


def is_loopback(host: str) -> bool:
    """Whether a host, as given to listen on or as a browser names it, is this computer and nothing else."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def require_protection(host: str, protected: bool) -> None:
    """Refuses to be reached from other computers by anybody at all.

    Args:
        host: The address to listen on.
        protected: Whether a login or a key is asked for.

    Raises:
        UsageError: If other computers could reach it and nothing is asked for.
    """
    if protected or is_loopback(host):
        return
    raise UsageError(
        f"serving on {host} would let everybody on the network read, add and remove articles; "
        "make a login first with: assistant users add NAME, or serve on 127.0.0.1"
    )


class OwnPagesOnly:
    """Lets through what the server's own pages ask for, an ASGI middleware.

    Args:
        app: What it stands before.
        loopback_only: Whether the server may be asked for under the names of this computer only. To be said where
            it listens on loopback without a login.
    """

    def __init__(self, app: App, *, loopback_only: bool) -> None:
        self._app = app
        self._loopback_only = loopback_only

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """One request."""
        refusal = self._refusal(scope) if scope["type"] in {"http", "websocket"} else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await send_json(send, 403, {"error": refusal})

    def _refusal(self, scope: Scope) -> str | None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if self._loopback_only and not is_loopback(_without_port(host)):
            return f"this server is for this computer only and is not called {host!r}; open it as 127.0.0.1"
        # A key in a header is never sent by a browser on its own.
        reads = scope.get("method", "GET") in _READING or b"authorization" in headers
        if not reads and headers.get(b"sec-fetch-site", b"") not in _OWN_PAGE:
            return "a page of another website may not change anything here"
        return None


async def send_json(send: Callable[..., Any], status: int, body: object) -> None:
    """A whole JSON response."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
