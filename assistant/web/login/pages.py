"""The login: a page that asks for name and password, and a wall before everything else."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import anyio
import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.ingest.errors import AssistantError
from assistant.web.access_control import App, Scope, send_json
from assistant.web.login.sessions import LoginSessions, cookie_with
from assistant.web.templates import render
from assistant.web.login.users import Users

LOGIN_PATH = "/login"
LOGOUT_PATH = "/logout"

_WRONG = "Name or password is wrong."
_TOO_SLOW = "That took too long to arrive; try again."
_TOO_MANY = "Too many attempts at once; wait a moment and try again."
_AFTER_A_MISTAKE_SECONDS = 1.0
_TRIES_AT_ONCE = 3
_HASHES_AT_ONCE = 2  # each takes 64 MiB
_LARGEST_FORM = 16 * 1024


class LoginWall:
    """Lets nobody through who has not signed in, an ASGI middleware.

    Args:
        app: What it stands before.
        sign_ins: Who has.
        open_paths: Beginnings of paths that have locks of their own.
    """

    def __init__(self, app: App, sign_ins: LoginSessions, open_paths: Iterable[str] = ()) -> None:
        self._app = app
        self._sign_ins = sign_ins
        self._open = tuple(open_paths)

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """One request."""
        if scope["type"] == "lifespan" or self._is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            name = self._sign_ins.name_of(_header(scope, b"cookie"))
        except AssistantError as error:
            await send_json(send, 503, {"error": str(error)})
            return
        if name is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and "text/html" in _header(scope, b"accept"):
            where = quote(
                scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            )
            await RedirectResponse(f"{LOGIN_PATH}?next={where}", 303)(scope, receive, send)
        else:
            await send_json(send, 401, {"error": f"sign in first, at {LOGIN_PATH}"})

    def _is_open(self, path: str) -> bool:
        return path in {LOGIN_PATH, LOGOUT_PATH} or any(path == one or path.startswith(f"{one}/") for one in self._open)


def add_login_pages(app: FastAPI, users: Users, sign_ins: LoginSessions, form_seconds: float) -> None:
    """Adds the page that asks for name and password, and the way out.

    Args:
        app: Where to.
        users: Knows the passwords.
        sign_ins: Keeps who is in.
        form_seconds: How long the form of a stranger may take to arrive.
    """
    hashing = anyio.CapacityLimiter(_HASHES_AT_ONCE)
    trying: Counter[str] = Counter()

    def show(where: str, error: str = "", name: str = "", status: int = 200) -> Response:
        return HTMLResponse(
            render("login/login.html", next=where, error=error, name=name), status, {"cache-control": "no-store"}
        )

    @app.get(LOGIN_PATH)
    async def ask(next: str = "/") -> Response:  # noqa: A002  # the name in the address
        return show(own_path(next))

    @app.post(LOGIN_PATH)
    async def sign_in(request: Request) -> Response:
        with anyio.move_on_after(form_seconds) as waited:
            form = await _form(request)
        if waited.cancelled_caught:
            return show("/", _TOO_SLOW, status=408)
        where, name = own_path(form.get("next", "/")), form.get("name", "").strip()
        address = request.client.host if request.client else ""
        if trying[address] >= _TRIES_AT_ONCE:
            return show(where, _TOO_MANY, name, 429)
        trying[address] += 1
        try:
            kept = await anyio.to_thread.run_sync(users.check, name, form.get("password", ""), limiter=hashing)
            if kept is None:
                await anyio.sleep(_AFTER_A_MISTAKE_SECONDS)
                return show(where, _WRONG, name, 401)
        except AssistantError as error:
            return show(where, str(error), name, 503)
        finally:
            trying[address] -= 1
            if not trying[address]:
                del trying[address]
        return _with_cookie(RedirectResponse(where, 303), request, sign_ins.begin(name, kept))

    @app.post(LOGOUT_PATH)
    async def sign_out(request: Request) -> Response:
        sign_ins.end(request.headers.get("cookie", ""))
        return _with_cookie(RedirectResponse(LOGIN_PATH, 303), request, "")


def own_path(where: str) -> str:
    """The path if it leads to this server, else the start page: nobody is sent to another host by a link to the login."""
    sound = where.startswith("/") and not where.startswith(("//", "/\\")) and where.isprintable()
    return where if sound else "/"


def _with_cookie(response: Response, request: Request, token: str) -> Response:
    response.headers["set-cookie"] = cookie_with(token, secure=request.url.scheme == "https")
    response.headers["cache-control"] = "no-store"
    return response


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form; none of one that is not small."""
    from urllib.parse import parse_qsl

    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _header(scope: Scope, name: bytes) -> str:
    return b"; ".join(value for key, value in scope["headers"] if key == name).decode("latin-1")
