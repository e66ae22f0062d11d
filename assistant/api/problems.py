"""What goes wrong, as `application/problem+json` (RFC 9457) with a code that stays the same."""

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

from assistant.api.request_id import current_request_id
from assistant.background.ingest_jobs import JobNotFoundError, TooManyJobsError
from assistant.conversations.store import ConversationNotFoundError
from assistant.ingest.errors import AssistantError, LibraryBusyError, UnreadableError, UsageError

MEDIA_TYPE = "application/problem+json"
_BUSY_SECONDS = 5
_CALLER_GONE = 499
_log = logging.getLogger(__name__)


class ProblemDetails(BaseModel):
    """Why a request was not done.

    Attributes:
        type: `about:blank`; `code` says which problem it is.
        title: The status in words.
        status: The HTTP status.
        code: Which problem it is; programs may rely on it.
        detail: What was wrong and what to do, in one line for people.
        request_id: What the server's log calls this request.
        errors: For a request of the wrong form: what is wrong where.
        error: The same where OpenAI's clients look for it.
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
        code: Which problem it is.
        detail: What was wrong and what to do.
        retry_after: In how many seconds to try again, where that helps.
    """

    def __init__(self, status: int, code: str, detail: str, retry_after: int | None = None) -> None:
        headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
        if status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        super().__init__(status, detail, headers)
        self.code = code


def code_of(kind: type[AssistantError]) -> str:
    """The code of an error of the family: `LibraryBusyError` is `library_busy`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__.removesuffix("Error")).lower()


def problem_of(error: Exception) -> ProblemError:
    """The problem that an error is. What tells of the inside of the server is logged and not sent."""
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
            return _of_http(error)
        case _:
            _log.error("a request failed", exc_info=error)
            return ProblemError(500, "internal", "something went wrong in the server; its log says what")


def response_of(error: Exception, errors: list[dict[str, str]] | None = None) -> JSONResponse:
    """The problem that an error is, as a response."""
    problem = problem_of(error)
    return JSONResponse(
        body_of(problem, errors), problem.status_code, headers=dict(problem.headers or {}), media_type=MEDIA_TYPE
    )


def body_of(problem: ProblemError, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """What is sent of a problem."""
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
    """Makes an app answer every error with a problem."""

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors = [
            {"where": ".".join(str(part) for part in one["loc"]), "problem": str(one["msg"])} for one in error.errors()
        ]
        first = errors[0] if errors else {"where": "the request", "problem": "is not of the form that is described"}
        detail = f"{first['where']}: {first['problem']}"
        return response_of(ProblemError(422, "invalid_request", detail), errors)

    async def failed(_: Request, error: Exception) -> JSONResponse:
        return response_of(error)

    async def gone(_: Request, error: Exception) -> Response:
        del error
        return Response(status_code=_CALLER_GONE)  # nobody reads it

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(ClientDisconnect, gone)
    for kind in (AssistantError, HTTPException, Exception):
        app.add_exception_handler(kind, failed)


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route can answer with, for its OpenAPI."""
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted({*_EVERYWHERE, *statuses})
    }


_EVERYWHERE = (401, 403, 429, 500)
_CODES: Mapping[int, tuple[str, str]] = {
    400: ("malformed", "the body cannot be read as what its Content-Type says"),
    404: ("not_found", "there is nothing at this address; /openapi.json lists what there is"),
    405: ("method_not_allowed", "this address does not take that method; /openapi.json lists what it takes"),
}


def _of_http(error: HTTPException) -> ProblemError:
    code, detail = _CODES.get(
        error.status_code, (HTTPStatus(error.status_code).name.lower(), str(error.detail or "the request was refused"))
    )
    problem = ProblemError(error.status_code, code, detail)
    problem.headers = {**(error.headers or {}), **(problem.headers or {})}
    return problem
