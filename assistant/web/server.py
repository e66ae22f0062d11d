"""Serves the page and the HTTP API. Response headers forbid the page to request anything from another host."""

import faulthandler
import socket
import sys
import warnings
from collections.abc import Awaitable, Callable
from contextlib import suppress
from io import UnsupportedOperation
from types import FrameType

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.app import Api
from assistant.api.connection_limits import server_config
from assistant.api.keys import KeyStore
from assistant.assistant import Assistant
from assistant.background.followed_sources import FollowedSources
from assistant.background.index_maintenance import IndexMaintenance
from assistant.background.watched_answers import WatchedAnswers
from assistant.conversations.store import ConversationStore
from assistant.ingest.budgets import MAX_SHUTDOWN_SECONDS, ConnectionBudget
from assistant.ingest.errors import AssistantError, UsageError
from assistant.ingest.malloc import limit_malloc_arenas
from assistant.web.access_control import SameOriginMiddleware, require_protection
from assistant.web.conversation_owner import BrowserIdMiddleware, owner_of_scope
from assistant.web.gradio_sessions import SessionOwnerMiddleware
from assistant.web.library.uploads import UPLOAD_PATH, Uploads, add_upload_route
from assistant.web.login.pages import LoginMiddleware, add_login_pages
from assistant.web.login.sessions import LoginSessions
from assistant.web.login.users import Users
from assistant.web.matplotlib_backend import choose_matplotlib_backend
from assistant.web.pages import build_pages
from assistant.web.static_texts import StaticTexts, StaticTextsMiddleware
from assistant.web.theme import mount_options

_BACKLOG = 128
_AFTER_ANSWERS_SECONDS = 5
_SWITCH_SECONDS = 0.001  # the usual 5 ms, each time an answer takes the GIL again, add up to seconds beside an ingest
_QUESTION_TO_DETECT = "¿Qué ha pasado?"  # an English question would not load the language detection
_LOOPBACK_OF_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared with, not bound to

# Gradio needs inline scripts, and evaluates its components' templates.
_SECURITY_HEADERS = {
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
    """Serves the page until it is interrupted (Ctrl-C).

    Args:
        assistant: Answers the questions.
        host: The address to listen on; 127.0.0.1 for this computer only.
        port: The port to listen on; 0 for any free one.
        on_ready: Called with the page's address when it can be opened.

    Raises:
        UsageError: If the address cannot be used, or others could reach it without a login or a key.
        LibraryError: If conversations cannot be stored in the library's folder.
    """
    settings = assistant.settings
    has_key = bool(KeyStore(assistant.library.folder).keys())
    has_login = bool(Users.from_settings(settings).names())
    require_protection(host, has_key=has_key, has_login=has_login, allowed_hosts=settings.allowed_hosts)
    listening = _listen(host, port)
    try:
        url = _url(host, listening.getsockname()[1])
        limit_malloc_arenas()
        sys.setswitchinterval(_SWITCH_SECONDS)
        choose_matplotlib_backend()
        with suppress(KeyboardInterrupt):
            _warm_up(assistant)
            app, pages = _build_app(assistant, ConversationStore(assistant.library.folder))
            config = server_config(app, ConnectionBudget(settings.header_seconds))

            async def before_shutdown() -> None:
                app.services.jobs.cancel_all()
                await app.answers.finish(settings.shutdown_seconds)
                pages.stop_event.set()  # ends the event stream of every open page

            metrics = app.services.metrics
            with (
                IndexMaintenance(assistant.library),
                FollowedSources(assistant.following, metrics.count_check),
                WatchedAnswers(assistant.standing_questions),
            ):
                exit_seconds = max(MAX_SHUTDOWN_SECONDS, settings.shutdown_seconds + _AFTER_ANSWERS_SECONDS)
                try:
                    _Server(config, url, on_ready, before_shutdown, exit_seconds).run(sockets=[listening])
                finally:
                    if not (app.answers.open or app.services.jobs.is_running):
                        faulthandler.cancel_dump_traceback_later()
    finally:
        listening.close()


def _build_app(assistant: Assistant, store: ConversationStore) -> tuple[Api, gr.routes.App]:
    """Builds the whole app. Also returns the Gradio app within it."""
    app = FastAPI(openapi_url=None)
    users = Users.from_settings(assistant.settings)
    sessions = LoginSessions(users) if users.names() else None
    uploads = Uploads(assistant.settings.upload_megabytes)
    add_upload_route(app, uploads)
    if sessions is not None:
        add_login_pages(app, users, sessions, assistant.settings.header_seconds)
    api = Api(assistant, store, fallback=app, fallback_upload_path=UPLOAD_PATH, fallback_has_login=sessions is not None)
    texts = StaticTexts()
    pages = build_pages(api.services, uploads, texts)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "SSR mode is not supported")  # it is switched off
        gr.mount_gradio_app(app, pages, path="/", auth_dependency=_user_function(sessions), **mount_options())
    app.add_middleware(StaticTextsMiddleware, texts=texts)
    app.add_middleware(SessionOwnerMiddleware, owner_of=lambda scope: owner_of_scope(scope, sessions))
    app.add_middleware(BrowserIdMiddleware)
    if sessions is not None:
        app.add_middleware(LoginMiddleware, sessions=sessions)
    app.add_middleware(SameOriginMiddleware)
    app.add_middleware(_SecurityHeadersMiddleware)
    mounts = (route for route in app.routes if isinstance(route, Mount))
    return api, next(mount.app for mount in mounts if isinstance(mount.app, gr.routes.App))


def _user_function(sessions: LoginSessions | None) -> Callable[[Request], str | None] | None:
    """Returns the function by which Gradio learns the user of a request; None without a login."""
    if sessions is None:
        return None
    return lambda request: sessions.user_of(request.headers.get("cookie", ""))


def _warm_up(assistant: Assistant) -> None:
    """Loads the embedder and the language detection, so that the first question need not wait for them."""
    if assistant.library.catalog.counts()[0]:
        with suppress(AssistantError):  # the first question reports it
            assistant.search(_QUESTION_TO_DETECT)


class _Server(uvicorn.Server):
    """A server that reports when it is ready, and finishes running answers before it shuts down.

    After a signal the process exits within `exit_seconds`, whatever still runs. Stored articles are safe in any case.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        url: str,
        on_ready: Callable[[str], None] | None,
        before_shutdown: Callable[[], Awaitable[None]],
        exit_seconds: float,
    ) -> None:
        super().__init__(config)
        self._url = url
        self._on_ready = on_ready
        self._before_shutdown = before_shutdown
        self._exit_seconds = exit_seconds

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._on_ready:
            self._on_ready(self._url)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sys.__stderr__ is not None:
            with suppress(UnsupportedOperation, ValueError):  # stderr without a file
                faulthandler.dump_traceback_later(self._exit_seconds, exit=True, file=sys.__stderr__)  # needs no GIL
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._before_shutdown()
        await super().shutdown(sockets)


class _SecurityHeadersMiddleware:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in _SECURITY_HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
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
    name = _LOOPBACK_OF_ANY.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
