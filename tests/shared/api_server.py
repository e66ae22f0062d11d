"""Serves the HTTP API on a real socket."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from assistant import Assistant, Settings
from assistant.api.app import Api
from assistant.api.connection_limits import server_config
from assistant.conversations.store import ConversationStore
from assistant.ingest.budgets import ConnectionBudget


@dataclass
class Served:
    """A running server.

    Attributes:
        url: Where it is.
        assistant: What answers.
        api: The app.
        http: A client for it.
    """

    url: str
    assistant: Assistant
    api: Api
    http: httpx.Client

    def ask(self, question: str, **fields: Any) -> httpx.Response:
        return self.http.post("/v1/ask", json={"question": question, **fields})

    def finished(self, job: httpx.Response) -> dict[str, Any]:
        """Polls a job until it has ended."""
        assert job.status_code == 202, job.text
        for _ in range(600):
            state = self.http.get(job.headers["location"]).json()
            if state["state"] not in {"waiting", "running"}:
                return state
            threading.Event().wait(0.05)
        raise AssertionError(f"the job did not end: {state}")


@contextmanager
def served(
    library: Path, body_seconds: float = 20.0, protocol: type[asyncio.Protocol] = AutoHTTPProtocol, **settings: Any
) -> Iterator[Served]:
    """Serves a library on loopback until the end of the block."""
    with Assistant.open(settings=Settings(library=library, **settings)) as assistant:
        api = Api(assistant, ConversationStore(library), body_seconds=body_seconds)
        budget = ConnectionBudget(assistant.settings.header_seconds)
        with (
            run_app(api, budget, protocol) as url,
            httpx.Client(base_url=url, timeout=60, trust_env=False) as http,
        ):
            yield Served(url, assistant, api, http)


@contextmanager
def run_app(
    app: ASGIApp, budget: ConnectionBudget, protocol: type[asyncio.Protocol] = AutoHTTPProtocol
) -> Iterator[str]:
    """Serves an app on loopback with the limits of connections, and gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = server_config(app, budget, protocol, log_level="critical")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                threading.Event().wait(0.02)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
