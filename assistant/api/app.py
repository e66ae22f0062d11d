"""The HTTP API as an ASGI app."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant import __version__
from assistant.api.access import Access, is_of_this_computer, lower_headers
from assistant.api.answers import Answers
from assistant.api.gate import BodyLimits, Gate
from assistant.api.keys import KeyStore
from assistant.api.metrics import Metrics
from assistant.api.observing import Observed
from assistant.api.openai_chat import openai_routes
from assistant.api.problems import ProblemDetails, ProblemError, handle_problems, response_of
from assistant.api.rates import Rates
from assistant.api.request_id import HEADER
from assistant.api.routes_articles import adding_routes, article_routes, job_routes
from assistant.api.routes_conversations import conversation_routes
from assistant.api.routes_health import health_routes
from assistant.api.routes_questions import question_routes
from assistant.api.routes_widget import widget_routes
from assistant.api.services import Services
from assistant.assistant import Assistant
from assistant.background.ingest_jobs import IngestJobs
from assistant.conversations.store import ConversationStore
from assistant.widget import WIDGET_PATH

if TYPE_CHECKING:
    from assistant.mcp_server import McpEndpoint

_PREFIX = "/v1/"
_OTHERS = frozenset({"/v1", "/healthz", "/readyz", "/metrics", "/openapi.json", "/mcp", WIDGET_PATH})
_MEGABYTE = 1024**2
_MAX_BODY = 1 * _MEGABYTE
_DAY_SECONDS = 86_400
_ONLY_HERE = (
    "without a login the page is only for the computer that it runs on; make one with: assistant users add NAME, "
    "or use the HTTP API with a key"
)
_ABOUT = (
    "Answers to questions about articles; every sentence points at the exact characters of the article that say so. "
    "Errors are `application/problem+json` with a `code` that stays the same."
)


class Api:
    """The API, and beside it what answers everything else, such as the page.

    Args:
        assistant: Answers the questions.
        conversations: Keeps them; closed at the server's end.
        beside: Answers what is no address of the API; nothing does unless given.
        beside_is_guarded: Whether that asks for a login itself. Otherwise only this computer gets to it. Where it does, the API asks for a key.
        body_seconds: How long the body of a request may take to arrive.
    """

    def __init__(
        self,
        assistant: Assistant,
        conversations: ConversationStore,
        beside: FastAPI | None = None,
        *,
        beside_is_guarded: bool = False,
        body_seconds: float = 20.0,
    ) -> None:
        settings = assistant.settings
        folder = assistant.library.folder
        self.answers = Answers(settings.answers_at_once, settings.answers_waiting)
        metrics = Metrics(lambda: assistant.library.catalog.counts()[0], lambda: self.answers.open)
        self._services = Services(assistant, self.answers, IngestJobs(assistant.ingest), conversations, metrics)
        self._access = Access(
            KeyStore(folder), settings.allowed_hosts, settings.allowed_origins, always_locked=beside_is_guarded
        )
        self._beside = beside
        self._mcp = _mcp_endpoint(assistant)
        self._beside_is_guarded = beside_is_guarded
        self._api = self._routed(body_seconds)
        self._app: ASGIApp = Observed(self._switch, metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        await (self._api if scope["type"] == "lifespan" else self._app)(scope, receive, send)

    @property
    def services(self) -> Services:
        """What it works with, for what stands beside it."""
        return self._services

    def openapi(self) -> dict[str, Any]:
        """The description of the API."""
        return self._api.openapi()

    async def _switch(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, server = lower_headers(scope), scope.get("server")
        of_api = self._beside is None or scope["path"].startswith(_PREFIX) or scope["path"] in _OTHERS
        try:
            self._access.check_host(headers, server)
            if not (of_api or self._beside_is_guarded or is_of_this_computer(headers, server)):
                raise ProblemError(401, "login_needed", _ONLY_HERE)
        except ProblemError as error:
            await response_of(error)(scope, receive, send)
            return
        await (self._api if self._beside is None or of_api else self._beside)(scope, receive, send)

    def _routed(self, body_seconds: float) -> FastAPI:
        settings = self._services.assistant.settings
        app = FastAPI(
            title="Article assistant",
            version=__version__,
            description=_ABOUT,
            docs_url=None,  # they would load scripts of other hosts
            redoc_url=None,
            redirect_slashes=False,
            lifespan=self._life,
            generate_unique_id_function=lambda route: route.name,
        )
        handle_problems(app)
        for router in (
            question_routes(self._services),
            adding_routes(self._services),
            article_routes(self._services),
            job_routes(self._services),
            conversation_routes(self._services),
            openai_routes(self._services),
            health_routes(self._services),
            widget_routes(),
        ):
            app.include_router(router)
        if self._mcp is not None:
            app.router.routes.extend(self._mcp.routes)
        limits = BodyLimits(_MAX_BODY, settings.upload_megabytes * _MEGABYTE, body_seconds)
        app.add_middleware(Gate, access=self._access, rates=Rates(settings.requests_per_minute), limits=limits)
        if settings.allowed_origins:
            app.add_middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["authorization", "content-type", HEADER],
                expose_headers=[HEADER, "retry-after", "location"],
                max_age=_DAY_SECONDS,
            )
        _describe(app)
        return app

    @asynccontextmanager
    async def _life(self, _: FastAPI) -> AsyncIterator[None]:
        try:
            async with AsyncExitStack() as lives:
                if self._mcp is not None:
                    await lives.enter_async_context(self._mcp.running())
                if self._beside is not None:
                    await lives.enter_async_context(self._beside.router.lifespan_context(self._beside))
                yield
        finally:
            self._services.close()


def _mcp_endpoint(assistant: Assistant) -> "McpEndpoint | None":
    """The same for MCP clients, where the extra `mcp` is installed."""
    if find_spec("mcp") is None:
        return None
    from assistant.mcp_server import McpEndpoint

    return McpEndpoint(assistant)


def _describe(app: FastAPI) -> None:
    """Adds to the description what routes cannot say by themselves: the problem that all their errors are, and who needs a key."""
    plain: Callable[[], dict[str, Any]] = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            schema["components"]["schemas"]["ProblemDetails"] = ProblemDetails.model_json_schema()
            for unused in ("HTTPValidationError", "ValidationError"):
                schema["components"]["schemas"].pop(unused, None)
            for route in (route for methods in schema["paths"].values() for route in methods.values()):
                if "security" in route:
                    route["security"].append({})  # on this computer itself, no key is needed while there are none
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's documentation does
