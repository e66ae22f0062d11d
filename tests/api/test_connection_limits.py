"""Nobody holds a connection by sending slowly: neither the head of a request, nor its body, nor nothing at all."""

import asyncio
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from api_server import Served, run_app, served
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from web_browser import serving

from assistant.ingest.budgets import ConnectionBudget

SHORT = 0.3
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"

PROTOCOLS = pytest.mark.parametrize("protocol", [HttpToolsProtocol, H11Protocol])


@pytest.fixture(scope="module", params=[HttpToolsProtocol, H11Protocol])
def impatient(request: pytest.FixtureRequest, samples: Path) -> Iterator[Served]:
    """A server that soon gives up, with each of uvicorn's protocols."""
    with served(samples, header_seconds=SHORT, protocol=request.param) as running:
        yield running


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    with socket.create_connection(urlsplit(url).netloc.split(":"), timeout=30) as connection:
        yield connection


@contextmanager
def dripping(connection: socket.socket, what: bytes) -> Iterator[None]:
    """Sends a byte every now and then until the end of the block, or until nobody takes it."""
    enough = threading.Event()

    def drip() -> None:
        for byte in what:
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                return
            if enough.wait(SHORT / 10):
                return

    thread = threading.Thread(target=drip)
    thread.start()
    yield
    enough.set()
    thread.join()


def heard(connection: socket.socket) -> bytes:
    """Everything until the server closes the connection; it does, or this fails."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def test_a_head_that_drips_in_is_given_up(impatient: Served) -> None:
    with connected(impatient.url) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        with dripping(connection, b"X-Slow: " + b"x" * 3_000):
            assert heard(connection) == b""
        assert impatient.http.get("/healthz").status_code == 200


def test_a_connection_on_which_nothing_is_said_is_given_up(impatient: Served) -> None:
    with connected(impatient.url) as connection:
        assert heard(connection) == b""


def test_the_second_head_of_a_connection_is_given_up_too(impatient: Served) -> None:
    with connected(impatient.url) as connection:
        connection.sendall(HEAD)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        with dripping(connection, HEAD[:-2] + b"X-Slow: " + b"x" * 3_000):
            assert b"HTTP/1.1" not in heard(connection)


def test_the_rest_of_a_body_that_was_refused_cannot_drip_in_for_ever(impatient: Served) -> None:
    with connected(impatient.url) as connection:
        connection.sendall(POST.replace(b"localhost", b"elsewhere.example"))
        with dripping(connection, b"x" * 900):
            assert heard(connection).startswith(b"HTTP/1.1 403 ")


@PROTOCOLS
def test_a_head_without_end_is_cut_off(samples: Path, protocol: type[asyncio.Protocol]) -> None:
    with served(samples, protocol=protocol) as api, connected(api.url) as connection:
        with pytest.raises(ConnectionError):
            connection.sendall(b"GET /healthz HTTP/1.1\r\n" + (b"X-More: " + b"x" * 1_000 + b"\r\n") * 50_000)
        assert b" 200 " not in heard(connection)


def test_a_body_may_take_longer_than_a_head(impatient: Served) -> None:
    body = b'{"question": "Who won the Corran Cup?"}'
    with connected(impatient.url) as connection:
        connection.sendall(POST[:-1].replace(b"1000", str(len(body)).encode()))
        threading.Event().wait(2 * SHORT)
        connection.sendall(body)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_connection_is_kept_between_requests_for_longer_than_a_head_may_take(impatient: Served) -> None:
    with connected(impatient.url) as connection:
        for _ in range(2):
            connection.sendall(HEAD)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            threading.Event().wait(2 * SHORT)


def test_requests_sent_one_behind_the_other_are_all_answered(impatient: Served) -> None:
    with connected(impatient.url) as connection:
        connection.sendall(HEAD + HEAD + HEAD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert heard(connection).count(b"HTTP/1.1 200 ") == 3


def test_the_page_is_served_so_too(samples: Path) -> None:
    with serving(samples, ASSISTANT_HEADER_SECONDS=str(SHORT)) as (url, _), connected(url) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        with dripping(connection, b"X-Slow: " + b"x" * 3_000):
            assert heard(connection) == b""


@PROTOCOLS
def test_a_large_head_is_refused_before_its_cookies_are_parsed(samples: Path, protocol: type[asyncio.Protocol]) -> None:
    with served(samples, protocol=protocol) as api, httpx.Client(base_url=api.url, trust_env=False) as client:
        for cookie in ('assistant_login="' + r"\1" * 30_000 + '"', "a=" + "b" * 20_000):
            try:
                response = client.get("/healthz", headers={"Cookie": cookie})
            except httpx.RemoteProtocolError:
                continue  # cut off before it was complete
            assert response.status_code in {400, 431}
        escapes = client.get("/healthz", headers={"Cookie": 'assistant_login="' + r"\1" * 3_000 + '"'})
        assert (escapes.status_code, escapes.json()["code"]) == (400, "malformed")
        assert client.get("/healthz", headers={"Cookie": "a=b; c=" + "d" * 4_000}).status_code == 200


def test_every_entry_point_refuses_a_large_head(samples: Path) -> None:
    with serving(samples) as (url, _), httpx.Client(base_url=url, trust_env=False) as client:
        for path in ("/", "/healthz", "/v1/models", "/mcp", "/gradio_api/info"):
            response = client.get(path, headers={"X-Large": "x" * 20_000})
            assert (response.status_code, response.json()["code"]) == (431, "head_too_large"), path


async def live(receive: Receive, send: Send) -> None:
    """Answers the messages about the life of a server."""
    for _ in range(2):
        message = await receive()
        await send({"type": f"{message['type']}.complete"})


@PROTOCOLS
def test_a_client_that_never_reads_is_disconnected(protocol: type[asyncio.Protocol]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1_000):
            await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
            await asyncio.sleep(0)

    budget = ConnectionBudget(stalled_write_seconds=SHORT)
    with run_app(app, budget, protocol) as url, connected(url) as connection:
        connection.sendall(HEAD)
        poll = select.poll()
        poll.register(connection, select.POLLHUP | select.POLLERR)  # reads nothing
        assert poll.poll(20_000), "the connection still exists"


@PROTOCOLS
def test_nothing_is_written_to_a_connection_that_was_given_up_with_requests_sent_ahead(
    protocol: type[asyncio.Protocol],
) -> None:
    failures: list[BaseException] = []
    is_answering = threading.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000000")]})
            await send({"type": "http.response.body", "body": b"x" * 500_000, "more_body": True})
            await send({"type": "http.response.body", "body": b"x" * 500_000})
        except Exception as error:
            failures.append(error)
        is_answering.set()

    budget = ConnectionBudget(stalled_write_seconds=SHORT)
    with run_app(app, budget, protocol) as url, connected(url) as connection:
        connection.sendall(HEAD * 30)
        assert is_answering.wait(20)
        poll = select.poll()
        poll.register(connection, select.POLLHUP | select.POLLERR)
        assert poll.poll(20_000), "the connection still exists"
    assert failures == []


@PROTOCOLS
def test_a_client_that_reads_slowly_gets_everything(protocol: type[asyncio.Protocol]) -> None:
    size = 8_000_000

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
        await send({"type": "http.response.body", "body": b"x" * size})

    with run_app(app, ConnectionBudget(stalled_write_seconds=3 * SHORT), protocol) as url, connected(url) as connection:
        connection.sendall(HEAD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        received = 0
        while part := connection.recv(200_000):
            received += len(part)
            threading.Event().wait(SHORT / 8)
        assert received > size
