"""The login page, and the middleware that requires a login for everything else."""

from functools import partial
from urllib.parse import parse_qsl, quote

import anyio
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.ingest.errors import AssistantError
from assistant.prompts.translation import message
from assistant.web.access_control import send_json
from assistant.web.components import render_template
from assistant.web.language import _, page_language
from assistant.web.login.hashing_pool import HashingPool
from assistant.web.login.sessions import LoginSessions, session_cookie
from assistant.web.login.throttle import LoginThrottle, TooManyAttemptsError
from assistant.web.login.users import Users

LOGIN_PATH = "/login"
LOGOUT_PATH = "/logout"

_WRONG_PASSWORD = message("Name or password is wrong.")  # a message
_FORM_TIMEOUT = message("That took too long to arrive; try again.")
_TOO_MANY_ATTEMPTS = message("Too many attempts at once; wait a moment and try again.")
_DELAY_AFTER_WRONG_PASSWORD_SECONDS = 1.0
_MAX_FORM_BYTES = 16 * 1024


class LoginMiddleware:
    """Requires a login for every path except the login and logout pages.

    Args:
        app: The app that answers users who are signed in.
        sessions: The login sessions.
    """

    def __init__(self, app: ASGIApp, sessions: LoginSessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, redirects it to the login page, or refuses it with status 401."""
        if scope["type"] == "lifespan" or scope["path"] in {LOGIN_PATH, LOGOUT_PATH}:
            await self._app(scope, receive, send)
            return
        try:
            user = self._sessions.user_of(_header(scope, b"cookie"))
        except AssistantError as error:
            await send_json(send, 503, {"error": str(error)})
            return
        if user is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and "text/html" in _header(scope, b"accept"):
            await RedirectResponse(f"{LOGIN_PATH}?next={quote(_address(scope))}", 303)(scope, receive, send)
        else:
            await send_json(send, 401, {"error": f"sign in first, at {LOGIN_PATH}"})


def add_login_pages(app: FastAPI, users: Users, sessions: LoginSessions, form_seconds: float) -> None:
    """Adds the login page and the logout route.

    Args:
        app: The app to add them to.
        users: Checks passwords.
        sessions: Keeps the login sessions.
        form_seconds: How long a submitted form may take to arrive.
    """
    hashing, throttle = HashingPool(), LoginThrottle()

    @app.get(LOGIN_PATH)
    async def show_login(next: str = "/") -> Response:  # noqa: A002  # the name in the address
        return _login_page(local_path(next))

    @app.post(LOGIN_PATH)
    async def sign_in(request: Request) -> Response:
        with anyio.move_on_after(form_seconds) as timeout:
            form = await _read_form(request)
        if timeout.cancelled_caught:
            return _login_page("/", _FORM_TIMEOUT, status=408)
        next_path, name = local_path(form.get("next", "/")), form.get("name", "").strip()
        address = request.client.host if request.client else ""
        try:
            async with throttle.turn(address, name):
                password_hash = await hashing.run(partial(users.check, name, form.get("password", "")))
        except TooManyAttemptsError:
            return _login_page(next_path, _TOO_MANY_ATTEMPTS, name, 429)
        except AssistantError as error:
            return _login_page(next_path, str(error), name, 503)
        if password_hash is None:
            throttle.record_failure(address, name)
            await anyio.sleep(_DELAY_AFTER_WRONG_PASSWORD_SECONDS)
            return _login_page(next_path, _WRONG_PASSWORD, name, 401)
        throttle.record_success(address, name)
        return _with_session(RedirectResponse(next_path, 303), request, sessions.begin(name, password_hash))

    @app.post(LOGOUT_PATH)
    async def sign_out(request: Request) -> Response:
        sessions.end(request.headers.get("cookie", ""))
        return _with_session(RedirectResponse(LOGIN_PATH, 303), request, "")


def local_path(address: str) -> str:
    """Returns the address if it is a path on this server, else "/": a link to the login must not lead to another host."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_local else "/"


def _login_page(next_path: str, error: str = "", name: str = "", status: int = 200) -> Response:
    html = render_template(
        "login/login.html", language=page_language(), next=next_path, error=_(error) if error else "", name=name
    )
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def _with_session(response: Response, request: Request, token: str) -> Response:
    response.headers["set-cookie"] = session_cookie(token, secure=request.url.scheme == "https")
    response.headers["cache-control"] = "no-store"
    return response


async def _read_form(request: Request) -> dict[str, str]:
    """Reads the fields of a form; a form that is too large counts as empty."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _header(scope: Scope, name: bytes) -> str:
    return b"; ".join(value for key, value in scope["headers"] if key == name).decode("latin-1")


def _address(scope: Scope) -> str:
    path, query = str(scope["path"]), bytes(scope["query_string"]).decode("latin-1")
    return f"{path}?{query}" if query else path
