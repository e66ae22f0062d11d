"""`/healthz`, `/readyz` and `/metrics`: for whatever watches the server."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from assistant.api.caller import Reading
from assistant.api.problems import ProblemError, declared
from assistant.api.services import Services
from assistant.ingest.errors import AssistantError

_RETRY_SECONDS = 5


class Health(BaseModel):
    """All is well."""

    status: Literal["ok"] = "ok"


def health_routes(services: Services) -> APIRouter:
    """The routes for whatever watches the server."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", responses=declared())
    async def alive() -> Health:
        """The server runs."""
        return Health()

    @router.get("/readyz", responses=declared(503))
    def ready() -> Health:
        """The server can answer questions: the library can be read, and it is not about to end."""
        try:
            services.assistant.library.catalog.generation()
        except AssistantError as error:
            raise ProblemError(503, "not_ready", "the library cannot be read", _RETRY_SECONDS) from error
        if services.answers.is_closing:
            raise ProblemError(503, "ending", "the server is about to end", _RETRY_SECONDS)
        return Health()

    @router.get(
        "/metrics",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **declared()},
    )
    def metrics(caller: Reading) -> Response:
        """What is counted and measured, for Prometheus."""
        del caller
        return Response(services.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return router
