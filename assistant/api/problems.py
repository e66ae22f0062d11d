"""Errors as `application/problem+json` (RFC 9457), each with a stable code."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from assistant.api.logs import current_request_id
from assistant.background.ingest_jobs import JobNotFoundError, TooManyJobsError
from assistant.conversations.store import ConversationNotFoundError
from assistant.ingest.errors import AssistantError, LibraryBusyError, UnreadableError, UsageError

MEDIA_TYPE = "application/problem+json"
_BUSY_SECONDS = 5
_CLIENT_DISCONNECTED = 499
_log = logging.getLogger(__name__)


class ProblemDetails(BaseModel):
    """A problem as it is sent.

    Attributes:
        type: Always `about:blank`; see `code`.
        title: The status in words.
        status: The HTTP status.
        code: Identifies the kind of problem; programs may rely on it.
        detail: What is wrong and what to do, in one line for people.
        request_id: The id of the request in the server's log.
        errors: For an invalid request: each invalid field and the reason.
        error: The same in the form that OpenAI's clients expect.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "code": "usage",
                "detail": "the question is empty; ask something like: Who chairs the council?",
                "request_id": "0f6d3c1c8a5b4d0f9b0e2a7c6d5e4f3a",
            }
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    request_id: str = ""
    errors: list[dict[str, str]] = Field(default_factory=list)
    error: dict[str, str | None] = Field(default_factory=dict)


class ProblemError(HTTPException):
    """Ends a request with a problem.

    Args:
        status: The HTTP status.
        code: Identifies the kind of problem.
        detail: What is wrong and what to do.
        retry_after: The number of seconds after which to try again, if that helps.
    """

    def __init__(self, status: int, code: str, detail: str, retry_after: int | None = None) -> None:
        headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
        if status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        super().__init__(status, detail, headers)
        self.code = code


def code_of(kind: type[AssistantError]) -> str:
    """Returns the code of an error class: `LibraryBusyError` is `library_busy`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__.removesuffix("Error")).lower()


def problem_of(error: Exception) -> ProblemError:
    """Converts an error to a problem. Details about the inside of the server are logged and not sent."""
    match error:
        case ProblemError():
            return error
        case ConversationNotFoundError():
            return ProblemError(404, code_of(type(error)), str(error))
        case JobNotFoundError():
            return ProblemError(404, code_of(type(error)), str(error))
        case TooManyJobsError():
            return ProblemError(503, "too_busy", str(error), _BUSY_SECONDS)
        case UsageError():
            return ProblemError(400, code_of(type(error)), str(error))
        case UnreadableError():
            return ProblemError(422, code_of(type(error)), str(error))
        case LibraryBusyError():
            detail = "articles are being written to the library; try again when that is done"
            return ProblemError(503, code_of(type(error)), detail, _BUSY_SECONDS)
        case AssistantError():
            _log.error("%s", error)
            detail = "the assistant cannot do this at the moment; the server's log says why, under this request's id"
            return ProblemError(500, code_of(type(error)), detail)
        case HTTPException():
            return _http_problem(error)
        case _:
            _log.error("a request failed", exc_info=error)
            return ProblemError(500, "internal", "something went wrong in the server; its log says what")


def problem_response(error: Exception, errors: list[dict[str, str]] | None = None) -> JSONResponse:
    """Returns the response for an error."""
    problem = problem_of(error)
    return JSONResponse(
        problem_body(problem, errors), problem.status_code, headers=dict(problem.headers or {}), media_type=MEDIA_TYPE
    )


def problem_body(problem: ProblemError, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Returns the JSON object of a problem."""
    kind = "invalid_request_error" if problem.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return ProblemDetails(
        title=HTTPStatus(problem.status_code).phrase,
        status=problem.status_code,
        code=problem.code,
        detail=problem.detail,
        request_id=current_request_id(),
        errors=errors or [],
        error={"message": problem.detail, "type": kind, "param": None, "code": problem.code},
    ).model_dump()


def handle_problems(app: FastAPI) -> None:
    """Registers handlers so that an app answers every error with a problem."""

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors = [
            {"where": ".".join(str(part) for part in item["loc"]), "problem": str(item["msg"])}
            for item in error.errors()[:_MAX_LISTED_ERRORS]
        ]
        first = errors[0] if errors else {"where": "the request", "problem": "is not of the form that is described"}
        detail = f"{first['where']}: {first['problem']}"
        return problem_response(ProblemError(422, "invalid_request", detail), errors)

    async def failed(_: Request, error: Exception) -> JSONResponse:
        return problem_response(error)

    async def disconnected(_: Request, error: Exception) -> Response:
        del error
        return Response(status_code=_CLIENT_DISCONNECTED)  # nobody receives it

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(ClientDisconnect, disconnected)
    for kind in (AssistantError, HTTPException, Exception):
        app.add_exception_handler(kind, failed)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describes the problems of a route for OpenAPI."""
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted({*_EVERYWHERE, *statuses})
    }


_MAX_LISTED_ERRORS = 20
_EVERYWHERE = (401, 403, 429, 500)
_CODES: Mapping[int, tuple[str, str]] = {
    400: ("malformed", "the body cannot be read as what its Content-Type says"),
    404: ("not_found", "there is nothing at this address; /openapi.json lists what there is"),
    405: ("method_not_allowed", "this address does not take that method; /openapi.json lists what it takes"),
}


def _http_problem(error: HTTPException) -> ProblemError:
    code, detail = _CODES.get(
        error.status_code, (HTTPStatus(error.status_code).name.lower(), str(error.detail or "the request was refused"))
    )
    problem = ProblemError(error.status_code, code, detail)
    problem.headers = {**(error.headers or {}), **(problem.headers or {})}
    return problem
