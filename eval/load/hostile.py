"""Clients that try to stop a server: hostile heads, bodies, connections and documents."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

_TIMEOUT_SECONDS = 120.0
_PAUSE_SECONDS = 0.2
_SILENT_CONNECTIONS = 50
_UNKNOWN_FIELDS = 50_000
_NESTED = 50_000


@dataclass(frozen=True, slots=True)
class _HostileRequest:
    """One request.

    Attributes:
        name: What it tries.
        path: The path that it is sent to.
        headers: Its headers.
        body: Its body.
        file: The name of the file that the body is uploaded as; "" if it is no upload.
    """

    name: str
    path: str
    headers: dict[str, str]
    body: bytes
    file: str = ""


def _requests() -> list[_HostileRequest]:
    json_type = {"content-type": "application/json"}
    history = [{"question": "Who won?", "answer": " " * 18_000}] * 50
    fields = {"question": "Who won?"} | {f"unknown{number}": number for number in range(_UNKNOWN_FIELDS)}
    documents = {
        "nested.html": "<div>" * _NESTED + "tide",
        "nested.json": "[" * _NESTED,
        "numbers.jsonl": "1\n" * _NESTED,
        "quotes.csv": "id,text\n" + '"' * _NESTED,
        "quotes.txt": "“" * _NESTED * 5,
        "initials.txt": "A\u00a0. " * _NESTED * 5,
        "braces.rtf": "{\\rtf1 " + "{" * _NESTED,
        "links.md": "[a](<b" * _NESTED,
        "feed.xml": "<rss version='2.0'><channel>" + "<item><title>a</title></item>" * _NESTED + "</channel></rss>",
    }
    return [
        _HostileRequest("cookie", "/healthz", {"cookie": 'assistant_login="' + "\\1" * 5_000 + '"'}, b""),
        _HostileRequest("large head", "/healthz", {"x-large": "x" * 60_000}, b""),
        _HostileRequest("fields", "/v1/ask", json_type, json.dumps(fields).encode()),
        _HostileRequest("history", "/v1/ask", json_type, json.dumps({"question": "And?", "history": history}).encode()),
        _HostileRequest("nested body", "/v1/ask", json_type, b"[" * 900_000),
        _HostileRequest("many values", "/v1/articles", json_type, b'{"articles":[' + b"[]," * 3_000_000 + b"[]]}"),
        *(
            _HostileRequest(name, "/v1/articles/files", {}, text.encode(), file=name)
            for name, text in documents.items()
        ),
    ]


class Attackers:
    """Sends hostile requests one after the other, and holds silent connections.

    Args:
        url: The address of the server.
        is_over: Whether to end.

    Attributes:
        outcomes: The number of attempts by what they tried and how the server answered: a status, or the name of an error.
    """

    def __init__(self, url: str, is_over: Callable[[], bool]) -> None:
        self._url = url
        self._is_over = is_over
        self.outcomes: Counter[str] = Counter()
        self._requests = _requests()

    async def run(self, attackers: int) -> None:
        """Attacks until it is over; each client sends at least one request.

        Args:
            attackers: The number of clients that send requests.
        """
        requests = self._requests
        async with httpx.AsyncClient(base_url=self._url, timeout=_TIMEOUT_SECONDS, trust_env=False) as http:
            offsets = [number * len(requests) // attackers for number in range(attackers)]
            clients = [self._send(http, requests[offset:] + requests[:offset]) for offset in offsets]
            await asyncio.gather(*clients, *(self._stay_silent() for _ in range(_SILENT_CONNECTIONS)))

    async def _send(self, http: httpx.AsyncClient, requests: list[_HostileRequest]) -> None:
        for request in itertools.cycle(requests):
            try:
                if request.file:
                    response = await http.post(request.path, files={"files": (request.file, request.body)})
                else:
                    method = "POST" if request.body else "GET"
                    response = await http.request(method, request.path, headers=request.headers, content=request.body)
                outcome = str(response.status_code)
            except httpx.HTTPError as error:
                outcome = type(error).__name__
            self.outcomes[f"{request.name}: {outcome}"] += 1
            if self._is_over():
                return
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _stay_silent(self) -> None:
        """Sends the beginning of a request and waits until the server closes the connection; repeats that."""
        address = urlsplit(self._url)
        while not self._is_over():
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(address.hostname, address.port)
                writer.write(b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\n")
                while not self._is_over() and not reader.at_eof():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(1), _PAUSE_SECONDS * 5)
                writer.close()
            await asyncio.sleep(_PAUSE_SECONDS)
