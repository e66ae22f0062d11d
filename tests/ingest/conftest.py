"""A real web server on this machine, for what is fetched."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Web:
    """What the server answers: a function for each path, and what it was asked."""

    address: str = ""
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return self.address + path

    def page(
        self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str
    ):
        """Answers `path` with a body; header names are given with `_` for `-`."""
        data = body.encode() if isinstance(body, str) else body

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(data)

        self.answers[path] = answer
        return self.url(path)

    def redirect(self, path: str, target: str) -> str:
        return self.page(path, "", status=302, Location=target)

    def silent(self, path: str) -> str:
        """Takes the question at `path` and never answers."""
        self.answers[path] = lambda request: self.closing.wait()
        return self.url(path)

    def dripping(self, path: str, start: bytes) -> str:
        """Sends `start` at `path`, then a byte now and then, without an end."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(start)
            while not self.closing.wait(0.05):
                request.wfile.write(b"x")

        self.answers[path] = answer
        return self.url(path)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving("127.0.0.1") as site:
        yield site


@pytest.fixture
def outside() -> Iterator[Web]:
    """A server at another address of this machine, which stands for one somewhere else."""
    with serving("127.0.0.2") as site:
        yield site


@contextmanager
def serving(address: str) -> Iterator[Web]:
    site = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.agents.append(self.headers.get("User-Agent", ""))
            site.hosts.append(self.headers.get("Host", ""))
            with suppress(ConnectionError):
                site.answers.get(self.path, lambda request: request.send_error(404))(self)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    site.server = server
    site.address = f"http://{address}:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield site
    site.closing.set()
    server.shutdown()
    server.server_close()
