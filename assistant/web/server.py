"""Serves the page, and holds the browser to it: nothing the page shows can make a request to another host."""

import socket
import warnings
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from starlette.routing import Mount

from assistant.api.app import Api
from assistant.api.keys import KeyStore
from assistant.api.request_heads import limited_heads
from assistant.assistant import Assistant
from assistant.background.index_maintenance import IndexMaintenance
from assistant.conversations.store import ConversationStore
from assistant.ingest.errors import AssistantError, UsageError
from assistant.web.malloc import limit_malloc_arenas
from assistant.web.access_control import OwnPagesOnly, require_protection
from assistant.web.login.pages import LoginWall, add_login_pages
from assistant.web.theme import page_options
from assistant.web.pages import build_page
from assistant.web.login.sessions import LoginSessions
from assistant.web.library.uploads import Uploads, add_upload_route
from assistant.web.login.users import Users
from assistant.web.conversation_owner import BrowserIds

_BACKLOG = 128
_SHUTDOWN_SECONDS = 1
_KEEP_ALIVE_SECONDS = (
    75  # longer than proxies and clients keep theirs: who closes first breaks a request that is on its way
)
_ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared with, not bound to

# Gradio needs inline scripts, and makes functions of its components' templates.
_HEADERS = {
    "content-security-policy": "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def serve(assistant: Assistant, host: str, port: int, *, on_ready: Callable[[str], None] | None = None) -> None:
    """Serves the page until it is stopped (Ctrl-C).

    Args:
        assistant: Answers the questions.
        host: The address to listen on; 127.0.0.1 for this computer only.
        port: The port to listen on; 0 for any free one.
        on_ready: Is told the page's address as soon as it can be opened.

    Raises:
        UsageError: If the address cannot be listened on, or others could reach it and nothing keeps them out.
        LibraryError: If conversations cannot be kept in the library's folder.
    """
    settings = assistant.settings
    has_key = bool(KeyStore(assistant.library.folder).keys())
    has_login = bool(Users.of(settings).names())
    require_protection(host, has_key=has_key, has_login=has_login, allowed_hosts=settings.allowed_hosts)
    listening = _listen(host, port)
    try:
        url = _url(host, listening.getsockname()[1])
        limit_malloc_arenas()
        with suppress(KeyboardInterrupt):
            _prepare(assistant)
            app, pages = _assembled(assistant, ConversationStore(assistant.library.folder))
            config = uvicorn.Config(
                app,
                http=limited_heads(settings.header_seconds),
                log_level="warning",
                timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                lifespan="on",
                server_header=False,
            )

            async def finish() -> None:
                await app.answers.finish(settings.shutdown_seconds)
                pages.stop_event.set()  # ends the connection that each open page keeps

            with IndexMaintenance(assistant.library):
                _Server(config, url, on_ready, finish).run(sockets=[listening])
    finally:
        listening.close()


def page_app(assistant: Assistant, store: ConversationStore) -> Api:
    """The page and the HTTP API as one ASGI app, for `serve` or for any other server. Whether there is a login is settled here.

    Args:
        assistant: Answers the questions.
        store: Keeps the conversations; closed at the server's end.
    """
    return _assembled(assistant, store)[0]


def _assembled(assistant: Assistant, store: ConversationStore) -> tuple[Api, gr.routes.App]:
    """The app, and within it the one that shows the pages."""
    app = FastAPI(openapi_url=None)
    users = Users.of(assistant.settings)
    sign_ins = LoginSessions(users) if users.names() else None
    uploads = Uploads(assistant.settings.upload_megabytes)
    add_upload_route(app, uploads)
    if sign_ins is not None:
        add_login_pages(app, users, sign_ins, assistant.settings.header_seconds)
    api = Api(assistant, store, beside=app, beside_is_guarded=sign_ins is not None)
    page = build_page(api.services, uploads)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "SSR mode is not supported")  # nor is it asked for
        gr.mount_gradio_app(app, page, path="/", auth_dependency=_who(sign_ins), **page_options())
    app.add_middleware(BrowserIds)
    if sign_ins is not None:
        app.add_middleware(LoginWall, sign_ins=sign_ins)
    app.add_middleware(OwnPagesOnly)
    app.add_middleware(_Headers)
    pages = next(one.app for one in app.routes if isinstance(one, Mount) and isinstance(one.app, gr.routes.App))
    return api, pages


def _who(sign_ins: LoginSessions | None) -> Callable[[Request], str | None] | None:
    """Tells Gradio who asks; nothing where nobody is asked to sign in."""
    if sign_ins is None:
        return None
    return lambda request: sign_ins.name_of(request.headers.get("cookie", ""))


def _prepare(assistant: Assistant) -> None:
    """Has the embedder loaded before the page is said to be ready, so that the first reader need not wait for it."""
    if assistant.library.catalog.counts()[0]:
        with suppress(AssistantError):  # whoever asks is told
            assistant.search("What has happened?")


class _Server(uvicorn.Server):
    """A server that says when it is ready, and at its end finishes the answers that are being made."""

    def __init__(
        self,
        config: uvicorn.Config,
        url: str,
        on_ready: Callable[[str], None] | None,
        finish: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(config)
        self._url = url
        self._on_ready = on_ready
        self._finish = finish

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._on_ready:
            self._on_ready(self._url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._finish()
        await super().shutdown(sockets)


class _Headers:
    """Adds the headers to every response."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]
    ) -> None:
        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        if isinstance(error, PermissionError):
            reason = f"port {port} on {host} needs more rights; choose one above 1023 with --port"
        elif isinstance(error, socket.gaierror):
            reason = f"there is no address {host!r} to listen on; choose another with --host"
        else:
            reason = f"port {port} on {host} cannot be used ({error.strerror or error}); choose another with --port"
        raise UsageError(reason) from error


def _url(host: str, port: int) -> str:
    named = _ANY_HOST.get(host, host)
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"
