"""Limits JSON bodies: the number of values, which can take a hundred times the memory of the body, and of reported errors."""

import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from assistant.api.problems import ProblemError
from assistant.ingest.budgets import MAX_JSON_BYTES_BETWEEN_STRINGS, MAX_JSON_STRINGS

T = TypeVar("T")

FirstErrorList = Annotated[list[T], Field(fail_fast=True)]
"""A list that is refused for its first invalid item: an error for each of many items would take seconds."""

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class BoundedJsonRoute(APIRoute):
    """A route that checks a JSON body before it is parsed. For routes with large bodies."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Returns the handler."""
        handle = super().get_route_handler()

        async def check_and_handle(request: Request) -> Response:
            if not request.headers.get("content-type", "").startswith("multipart/"):
                await run_in_threadpool(check_json, await request.body())
            return await handle(request)

        return check_and_handle


def check_json(body: bytes) -> None:
    """Checks that a body holds few values besides long texts. Takes time in proportion to its length.

    Raises:
        ProblemError: 422 if there are too many values.
    """
    between = len(body)
    for count, string in enumerate(_STRING.finditer(body), 1):
        between -= string.end() - string.start()
        if count > MAX_JSON_STRINGS:
            break
    else:
        if between <= MAX_JSON_BYTES_BETWEEN_STRINGS:
            return
    raise ProblemError(422, "too_many_values", "the body holds too many values; send fewer articles at once")
