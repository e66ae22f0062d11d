"""The id that a request goes by: given by the caller or made here, told in the response, in problems and in the log."""

import re
import uuid
from contextvars import ContextVar

HEADER = "x-request-id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request that is being answered; empty outside of one."""
    return _current.get()


def begin_request(given: str) -> str:
    """Takes the caller's id, or makes one where there is none or one that does not belong into a log."""
    request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
    _current.set(request_id)
    return request_id
