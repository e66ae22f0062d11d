"""The API beside another app: the limits of bodies are for both."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from api_server import run_app
from fastapi import FastAPI, Request

from assistant import Assistant, Settings
from assistant.api.app import Api
from assistant.conversations.store import ConversationStore
from assistant.ingest.budgets import ConnectionBudget

HEAD = "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"


@pytest.fixture(scope="module")
def url(samples: Path) -> Iterator[str]:
    page = FastAPI()

    @page.post("/{path}")
    async def size(path: str, request: Request) -> int:
        return len(await request.body())

    with Assistant.open(settings=Settings(library=samples, upload_megabytes=2)) as assistant:
        store = ConversationStore(samples)
        api = Api(assistant, store, page, fallback_upload_path="/upload", body_seconds=0.5)
        with run_app(api, ConnectionBudget()) as address:
            yield address


@pytest.mark.parametrize("path", ["/queue", "/upload", "/v1/ask", "/v1/articles"])
def test_a_body_that_drips_in_is_given_up_everywhere(url: str, path: str) -> None:
    with socket.create_connection(urlsplit(url).netloc.split(":"), timeout=30) as connection:
        connection.sendall(HEAD.format(path).encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("declared", [True, False])
def test_only_uploads_may_be_large(url: str, declared: bool) -> None:
    def post(path: str, megabytes: float) -> int:
        chunks = [b"x" * 65_536] * int(megabytes * 16)
        content = b"".join(chunks) if declared else iter(chunks)
        return httpx.post(url + path, content=content, timeout=30, trust_env=False).status_code

    assert post("/queue", 0.5) == 200
    assert post("/queue", 1.5) == 413
    assert post("/upload", 1.5) == 200
    assert post("/upload", 2.5) == 413
