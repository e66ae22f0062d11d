"""`/healthz`, `/readyz` and `/metrics`: for programs that monitor the server."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from assistant.api.authentication import REQUIRES_READ
from assistant.api.problems import ProblemError, problem_responses
from assistant.api.services import Services
from assistant.ingest.errors import AssistantError

_RETRY_SECONDS = 5


class Health(BaseModel):
    """The server is healthy."""

    status: Literal["ok"] = "ok"


def health_routes(services: Services) -> APIRouter:
    """Returns the routes for programs that monitor the server."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", responses=problem_responses())
    async def alive() -> Health:
        """Reports that the server runs."""
        return Health()

    @router.get("/readyz", responses=problem_responses(503))
    def ready() -> Health:
        """Reports whether the server can answer questions: the library is readable and the server is not shutting down."""
        try:
            services.assistant.library.catalog.generation()
        except AssistantError as error:
            raise ProblemError(503, "not_ready", "the library cannot be read", _RETRY_SECONDS) from error
        if services.answers.is_closing:
            raise ProblemError(503, "ending", "the server is shutting down", _RETRY_SECONDS)
        return Health()

    @router.get(
        "/metrics",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problem_responses()},
        dependencies=[REQUIRES_READ],
    )
    def metrics() -> Response:
        """Returns the metrics of the server, for Prometheus."""
        return Response(services.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return router
