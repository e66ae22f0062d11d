"""Any head of a request, and any head of a fetched page, is answered or refused, in a time that its size justifies."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import anyio
from fuzzing import fuzz
from hypothesis import strategies as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.authentication import Authenticator, is_local_request, lower_headers
from assistant.api.connection_limits import check_head
from assistant.api.gate import BodyLimits, check_declared_size
from assistant.api.keys import KeyStore
from assistant.api.problems import ProblemError
from assistant.ingest.budgets import MEGABYTE, ConnectionBudget
from assistant.ingest.errors import UnreadableError
from assistant.ingest.fetching.network_errors import parse_retry_after
from assistant.ingest.readers.decode import decode
from assistant.web.access_control import SameOriginMiddleware
from assistant.web.conversation_owner import BrowserIdMiddleware, owner_of_scope
from assistant.web.gradio_sessions import SessionOwnerMiddleware
from assistant.web.library.uploads import sanitized_name
from assistant.web.login.pages import LoginMiddleware, local_path
from assistant.web.login.sessions import LoginSessions
from assistant.web.login.users import Users

SECONDS = 2.0  # of processor time, for 16 KB: a quadratic parser takes longer, whatever the machine
TOKENS = [
    *(
        "a",
        "=",
        ";",
        ",",
        '"',
        "\\",
        "\\1",
        "\\101",
        " ",
        "\t",
        "%",
        "%41",
        "&",
        "/",
        ":",
        "[",
        "]",
        "@",
        ".",
        "a=b; ",
        "²",
        "٣",
        "ÿ",
    ),
    *(
        "Bearer ",
        "aa_",
        "http://",
        "https://",
        "localhost",
        "127.0.0.1",
        "multipart/form-data; boundary=",
        "text/html; charset=",
    ),
    *(
        'assistant_login="',
        "assistant_browser=",
        "session_hash=",
        "GMT",
        "Mon, 1 May 2020 ",
        "9",
        "1e9",
        "-",
        "utf-7",
        "null",
    ),
]
NAMES = [
    *(
        "cookie",
        "authorization",
        "host",
        "origin",
        "content-type",
        "content-length",
        "accept",
        "x-forwarded-for",
        "forwarded",
    ),
    *("sec-fetch-site", "session_hash", "x-request-id", "x-file-name", "range", "mcp-session-id"),
]
PATHS = ["/", "/login", "/v1/ask", "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/stream/"]

repeated = st.tuples(st.sampled_from(TOKENS), st.sampled_from([1, 1, 2, 50, 4_000])).map(lambda pair: pair[0] * pair[1])
values = st.one_of(repeated, st.lists(repeated, max_size=6).map("".join)).map(lambda text: text[:15_000])


@st.composite
def scopes(draw: st.DrawFn) -> dict[str, Any]:
    headers = draw(st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=4))
    return {
        "type": "http",
        "method": draw(st.sampled_from(["GET", "POST", "DELETE", "HEAD"])),
        "path": draw(st.sampled_from(PATHS)) + draw(st.sampled_from(["", "x/../y", "\x00"])),
        "query_string": draw(values).encode("utf-8"),
        "headers": [(name.encode(), value.encode("utf-8")) for name, value in headers],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
    }


async def innermost(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": json.dumps(scope["path"]).encode()})


def page_stack(users: Users) -> ASGIApp:
    """The middleware of the page, as `assistant.web.server` builds it."""
    sessions = LoginSessions(users)
    app: ASGIApp = SessionOwnerMiddleware(innermost, owner_of=lambda scope: owner_of_scope(scope, sessions))
    return SameOriginMiddleware(LoginMiddleware(BrowserIdMiddleware(app), sessions=sessions))


def status_of(app: ASGIApp, scope: Scope) -> int:
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Message) -> None:
        statuses.append(message.get("status", 0))

    anyio.run(app, scope, receive, send)
    return statuses[0]


def in_time(work: Callable[[], object]) -> None:
    started = time.thread_time()
    work()
    assert time.thread_time() - started < SECONDS


def test_any_head_of_a_request_is_answered_or_refused(tmp_path) -> None:
    users = Users(tmp_path / "users.json")
    users.add("ada", "correct horse battery")
    app = page_stack(users)
    authenticator = Authenticator(KeyStore(tmp_path), ["answers.example"], ["https://news.example"])
    limits = BodyLimits(MEGABYTE, 50 * MEGABYTE, 20.0)

    def check(scope: dict[str, Any]) -> None:
        def parse() -> None:
            with suppress(ProblemError):
                check_head(scope, ConnectionBudget())
                headers = lower_headers(scope)
                authenticator.check_host(headers, scope["server"])
                authenticator.check_origin(headers)
                check_declared_size(scope, headers, limits)
                is_local_request(headers, scope["server"])
                authenticator.caller(headers, scope["server"])
            assert status_of(app, scope) < 500

        in_time(parse)

    fuzz(scopes(), check, examples=100)


def test_any_head_of_a_fetched_page_is_understood_or_ignored() -> None:
    def check(value: str) -> None:
        def parse() -> None:
            assert (parse_retry_after(value) or 0.0) >= 0
            assert local_path(value).startswith("/")
            assert "\n" not in sanitized_name(value)
            with suppress(UnreadableError):
                decode("Größe und Ebbe".encode("latin-1"), value)

        in_time(parse)

    fuzz(values, check, examples=200)
