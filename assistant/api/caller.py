"""Who asks, as routes get to know it; and how the documentation says that a key is sent."""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.api.access import Caller

_BEARER = HTTPBearer(
    auto_error=False,
    description="A key made with `assistant keys make NAME`; on this computer itself, none while there are none.",
)
_Shown = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


def _reading(request: Request, _: _Shown) -> Caller:
    caller = request.state.caller
    assert isinstance(caller, Caller)
    return caller


def _writing(caller: Annotated[Caller, Depends(_reading)]) -> Caller:
    caller.require("write")
    return caller


Reading = Annotated[Caller, Depends(_reading)]
"""Whoever may read."""

Writing = Annotated[Caller, Depends(_writing)]
"""Whoever may write."""
