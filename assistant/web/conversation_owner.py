"""Who is at the page: the login, or else a random id that the browser keeps in a cookie which no script can read."""

import secrets
from collections.abc import Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

import gradio as gr

from assistant.conversations.store import browser_owner, login_owner

_COOKIE = "assistant_browser"
_ID_CHARACTERS = (20, 64)
_YEAR_SECONDS = 365 * 24 * 3600


def owner_of(request: gr.Request) -> str:
    """Whose conversations the page shows; "" for a browser that keeps no cookies, which then keeps no conversations either."""
    if request.username:
        return login_owner(request.username)
    known = _browser_id(request.headers.get("cookie", ""))
    return browser_owner(known) if known else ""


class BrowserIds:
    """Gives every browser that opens a page its id, an ASGI middleware; sent again at each visit, so that it lasts as long as the visits do."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]
    ) -> None:
        """One request."""

        async def send_with_cookie(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                message["headers"] = [*message["headers"], (b"set-cookie", _cookie(scope).encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie if scope["type"] == "http" else send)


def _cookie(scope: MutableMapping[str, Any]) -> str:
    sent = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    browser_id = _browser_id(sent.decode("latin-1")) or secrets.token_urlsafe(24)
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{_COOKIE}={browser_id}; Path=/; Max-Age={_YEAR_SECONDS}; HttpOnly; SameSite=Lax{secure}"


def _browser_id(header: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(_COOKIE)
    except CookieError:
        return None
    shortest, longest = _ID_CHARACTERS
    return morsel.value if morsel and shortest <= len(morsel.value) <= longest else None


def _is_page(message: MutableMapping[str, Any]) -> bool:
    kind = next((value for name, value in message.get("headers", []) if name == b"content-type"), b"")
    return bytes(kind).startswith(b"text/html")
