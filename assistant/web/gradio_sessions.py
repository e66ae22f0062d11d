"""Binds each Gradio session to its owner. Gradio itself lets anybody use a session whose id (`session_hash`) they know."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import ProblemError, problem_response
from assistant.web.access_control import send_json

_PREFIX = "/gradio_api/"
_PATHS_WITH_ID = ("heartbeat", "stream")
_MAX_SESSIONS_PER_OWNER = 1_000
_MAX_OWNERS = 20_000


class SessionOwners:
    """Remembers the owner that first used a session. Safe to use from several threads."""

    def __init__(self) -> None:
        self._owner_of: dict[str, str] = {}
        self._sessions: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()
        self._lock = threading.Lock()

    def claim(self, session_id: str, owner: str) -> bool:
        """Claims a session for an owner; returns False if it belongs to another one."""
        with self._lock:
            if self._owner_of.setdefault(session_id, owner) != owner:
                return False
            sessions = self._sessions.setdefault(owner, OrderedDict())
            self._sessions.move_to_end(owner)
            sessions[session_id] = None
            sessions.move_to_end(session_id)
            self._forget_oldest(sessions)
            return True

    def _forget_oldest(self, sessions: OrderedDict[str, None]) -> None:
        """Forgets an owner's own sessions first, so that nobody can make it forget those of another owner."""
        while len(sessions) > _MAX_SESSIONS_PER_OWNER:
            del self._owner_of[sessions.popitem(last=False)[0]]
        while len(self._sessions) > _MAX_OWNERS:
            for session_id in self._sessions.popitem(last=False)[1]:
                del self._owner_of[session_id]


class SessionOwnerMiddleware:
    """Refuses requests to a Gradio session of another owner, and bodies that are not JSON.

    Args:
        app: The app that answers the others.
        owner_of: Returns the owner of a request: a user or a browser.
    """

    def __init__(self, app: ASGIApp, owner_of: Callable[[Scope], str]) -> None:
        self._app = app
        self._owner_of = owner_of
        self._owners = SessionOwners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        session_ids = _ids_in_head(scope)
        if scope["method"] == "POST":
            try:
                body = await _read_body(receive)
            except ProblemError as error:  # too large or too slow
                await problem_response(error)(scope, receive, send)
                return
            receive = _replay(body, receive)
            fields = _json_object(body)
            if fields is None:
                await send_json(send, 415, {"error": "the body must be a JSON object"})
                return
            session_ids.append(fields.get("session_hash"))
        owner = self._owner_of(scope)
        if all(self._owners.claim(str(session_id), owner) for session_id in session_ids if session_id is not None):
            await self._app(scope, receive, send)
        else:
            await send_json(send, 403, {"error": "this session belongs to somebody else; reload the page"})


def _ids_in_head(scope: Scope) -> list[object]:
    """Returns the session ids in the query, the path and the headers of a request."""
    ids: list[object] = list(parse_qs(bytes(scope["query_string"]).decode("latin-1")).get("session_hash", []))
    ids += [value.decode("latin-1") for name, value in scope["headers"] if name in {b"session_hash", b"session-hash"}]
    kind, _, rest = scope["path"].removeprefix(_PREFIX).partition("/")
    if kind in _PATHS_WITH_ID:
        ids.append(rest.partition("/")[0])
    return ids


async def _read_body(receive: Receive) -> bytes:
    """Reads a whole body; `assistant.api` limits its size."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Returns a `receive` that gives a body that was read already, and then goes on as before."""
    is_sent = False

    async def replayed() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _json_object(body: bytes) -> dict[str, object] | None:
    if not body:
        return {}
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None
