"""Identifies the owner of conversations: the signed-in user, or a browser by a random id in a cookie."""

import secrets

import gradio as gr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.conversations.store import browser_owner, login_owner
from assistant.web.cookies import cookie_header, read_cookie
from assistant.web.login.sessions import LoginSessions

_COOKIE = "assistant_browser"
_MIN_CHARACTERS, _MAX_CHARACTERS = 20, 64
_YEAR_SECONDS = 365 * 24 * 3600


def owner_of(request: gr.Request) -> str:
    """Returns the owner of the conversations that the page shows; "" for a browser without cookies, which keeps none."""
    if request.username:
        return login_owner(request.username)
    browser_id = _browser_id(request.headers.get("cookie", ""))
    return browser_owner(browser_id) if browser_id else ""


def owner_of_scope(scope: Scope, sessions: LoginSessions | None) -> str:
    """Returns the owner of an ASGI request, as `owner_of` does.

    Args:
        scope: The request.
        sessions: The login sessions; None without a login.
    """
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    user = sessions.user_of(cookies) if sessions is not None else None
    if user is not None:
        return login_owner(user)
    browser_id = _browser_id(cookies)
    return browser_owner(browser_id) if browser_id else ""


class BrowserIdMiddleware:
    """Sets the id cookie on every HTML page, so that it lasts a year from the last visit.

    Args:
        app: The app that answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and adds the cookie to its response."""

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_html(message):
                message["headers"] = [*message["headers"], (b"set-cookie", _set_cookie(scope).encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie if scope["type"] == "http" else send)


def _set_cookie(scope: Scope) -> str:
    cookies = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    browser_id = _browser_id(cookies.decode("latin-1")) or secrets.token_urlsafe(24)
    return cookie_header(_COOKIE, browser_id, max_age_seconds=_YEAR_SECONDS, secure=scope.get("scheme") == "https")


def _browser_id(cookies: str) -> str | None:
    value = read_cookie(cookies, _COOKIE)
    is_well_formed = (
        _MIN_CHARACTERS <= len(value) <= _MAX_CHARACTERS and value.replace("-", "").replace("_", "").isalnum()
    )
    return value if is_well_formed and value.isascii() else None


def _is_html(message: Message) -> bool:
    content_type = next((value for name, value in message.get("headers", []) if name == b"content-type"), b"")
    return bytes(content_type).startswith(b"text/html")
