"""The HTTP API as an ASGI app."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant import __version__
from assistant.api.answer_pool import AnswerPool
from assistant.api.authentication import Authenticator, is_local_request, lower_headers
from assistant.api.connection_limits import check_head
from assistant.api.gate import BodyLimits, Gate, check_declared_size, limited_body
from assistant.api.keys import KeyStore
from assistant.api.logs import REQUEST_ID_HEADER
from assistant.api.loop_watchdog import LoopWatchdog
from assistant.api.monitoring import Metrics, RequestMonitor
from assistant.api.openai_chat import openai_routes
from assistant.api.problems import ProblemDetails, ProblemError, handle_problems, problem_response
from assistant.api.rate_limit import RateLimit
from assistant.api.routes_articles import adding_routes, article_routes, job_routes
from assistant.api.routes_conversations import conversation_routes
from assistant.api.routes_following import following_routes
from assistant.api.routes_health import health_routes
from assistant.api.routes_news import news_routes
from assistant.api.routes_questions import question_routes
from assistant.api.routes_stories import story_routes
from assistant.api.routes_widget import widget_routes
from assistant.api.services import Services
from assistant.assistant import Assistant
from assistant.background.ingest_jobs import IngestJobs
from assistant.conversations.store import ConversationStore
from assistant.ingest.budgets import MAX_REQUEST_BYTES, MEGABYTE, ConnectionBudget
from assistant.widget import WIDGET_PATH

if TYPE_CHECKING:
    from assistant.mcp_server import McpEndpoint

_PREFIX = "/v1/"
_DESCRIPTION_PATH = "/openapi.json"
_OTHER_PATHS = frozenset({"/v1", "/healthz", "/readyz", "/metrics", _DESCRIPTION_PATH, "/mcp", WIDGET_PATH})
_UPLOAD_PATH = "/v1/articles"
_DAY_SECONDS = 86_400
_LOGIN_NEEDED = (
    "without a login the page is only for the computer that it runs on; make one with: assistant users add NAME, "
    "or use the HTTP API with a key"
)
_DESCRIPTION = (
    "Answers to questions about articles; every sentence points at the exact characters of the article that say so. "
    "Errors are `application/problem+json` with a `code` that stays the same."
)


class Api:
    """The API, and a fallback app for all other paths, such as the page.

    Args:
        assistant: Answers the questions.
        conversations: Stores conversations; closed at the end of the server.
        fallback: Handles paths that are not the API's. Default: none.
        fallback_upload_path: The path of the fallback app that files are uploaded to; other bodies are small.
        fallback_has_login: Whether the fallback app requires a login. If it does not, only this computer may use it. If it does, the API
            always requires a key.
        body_seconds: The longest time for the body of a request to arrive.
    """

    def __init__(
        self,
        assistant: Assistant,
        conversations: ConversationStore,
        fallback: FastAPI | None = None,
        *,
        fallback_upload_path: str = "",
        fallback_has_login: bool = False,
        body_seconds: float = 20.0,
    ) -> None:
        settings = assistant.settings
        self.answers = AnswerPool(settings.answers_at_once, settings.answers_waiting)
        metrics = Metrics(
            lambda: assistant.library.catalog.counts()[0], lambda: self.answers.open, assistant.following.sources
        )
        self._services = Services(assistant, self.answers, IngestJobs(assistant.ingest), conversations, metrics)
        self._authenticator = Authenticator(
            KeyStore(assistant.library.folder),
            settings.allowed_hosts,
            settings.allowed_origins,
            always_locked=fallback_has_login,
        )
        self._fallback = fallback
        self._connection_budget = ConnectionBudget(settings.header_seconds)
        upload_paths = (_UPLOAD_PATH, *filter(None, [fallback_upload_path]))
        upload_bytes = settings.upload_megabytes * MEGABYTE
        self._body_limits = BodyLimits(MAX_REQUEST_BYTES, upload_bytes, body_seconds, upload_paths)
        self._mcp = _mcp_endpoint(assistant)
        self._fallback_has_login = fallback_has_login
        self._api = self._api_app()
        self._app: ASGIApp = RequestMonitor(self._dispatch, metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request, or the lifespan of the server."""
        await (self._api if scope["type"] == "lifespan" else self._app)(scope, receive, send)

    @property
    def services(self) -> Services:
        """The objects that requests share, also for the fallback app."""
        return self._services

    def openapi(self) -> dict[str, Any]:
        """Returns the OpenAPI description."""
        return self._api.openapi()

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_api_path = self._fallback is None or scope["path"].startswith(_PREFIX) or scope["path"] in _OTHER_PATHS
        try:
            check_head(scope, self._connection_budget)
            headers, server = lower_headers(scope), scope.get("server")
            self._authenticator.check_host(headers, server)
            if not (is_api_path or self._fallback_has_login or is_local_request(headers, server)):
                raise ProblemError(401, "login_needed", _LOGIN_NEEDED)
            check_declared_size(scope, headers, self._body_limits)
        except ProblemError as error:
            await problem_response(error)(scope, receive, send)
            return
        if self._fallback is None or is_api_path:
            await self._api(scope, receive, send)  # its gate limits the body after it has checked the key
        else:
            await self._fallback(scope, limited_body(scope, receive, self._body_limits), send)

    def _api_app(self) -> FastAPI:
        settings = self._services.assistant.settings
        app = FastAPI(
            title="Article assistant",
            version=__version__,
            description=_DESCRIPTION,
            openapi_url=None,  # FastAPI would write the description anew for each request
            docs_url=None,  # they would load scripts of other hosts
            redoc_url=None,
            redirect_slashes=False,
            lifespan=self._lifespan,
            generate_unique_id_function=lambda route: route.name,
        )
        handle_problems(app)
        for router in (
            question_routes(self._services),
            adding_routes(self._services),
            article_routes(self._services),
            job_routes(self._services),
            conversation_routes(self._services),
            following_routes(self._services),
            news_routes(self._services),
            story_routes(self._services),
            openai_routes(self._services),
            health_routes(self._services),
            widget_routes(),
        ):
            app.include_router(router)
        if self._mcp is not None:
            app.router.routes.extend(self._mcp.routes)
        app.add_middleware(
            Gate,
            authenticator=self._authenticator,
            rate_limit=RateLimit(settings.requests_per_minute),
            limits=self._body_limits,
        )
        if settings.allowed_origins:
            app.add_middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["authorization", "content-type", REQUEST_ID_HEADER],
                expose_headers=[REQUEST_ID_HEADER, "retry-after", "location"],
                max_age=_DAY_SECONDS,
            )
        _add_description(app)
        return app

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        try:
            async with AsyncExitStack() as stack:
                stack.enter_context(LoopWatchdog(lambda _: self._services.metrics.count_stall()))
                if self._mcp is not None:
                    await stack.enter_async_context(self._mcp.running())
                if self._fallback is not None:
                    await stack.enter_async_context(self._fallback.router.lifespan_context(self._fallback))
                yield
        finally:
            self._services.close()


def _mcp_endpoint(assistant: Assistant) -> "McpEndpoint | None":
    """Returns the endpoint for MCP clients if the extra `mcp` is installed."""
    if find_spec("mcp") is None:
        return None
    from assistant.mcp_server import McpEndpoint

    return McpEndpoint(assistant)


def _add_description(app: FastAPI) -> None:
    """Adds the route of the OpenAPI description, and completes it: the schema of problems, and that requests without a key may be allowed."""
    generate: Callable[[], dict[str, Any]] = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = generate()
            schema["components"]["schemas"]["ProblemDetails"] = ProblemDetails.model_json_schema()
            for unused in ("HTTPValidationError", "ValidationError"):
                schema["components"]["schemas"].pop(unused, None)
            for route in (route for methods in schema["paths"].values() for route in methods.values()):
                if "security" in route:
                    route["security"].append({})  # without keys, this computer itself needs none
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = complete  # type: ignore[method-assign]  # as FastAPI's documentation does

    @cache
    def description() -> bytes:
        return json.dumps(complete(), ensure_ascii=False).encode()

    @app.get(_DESCRIPTION_PATH, include_in_schema=False)
    async def describe() -> Response:
        return Response(description(), media_type="application/json")
