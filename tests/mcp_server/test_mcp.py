"""The official client of the Model Context Protocol asks, searches and reads; over stdin and stdout, and over HTTP."""

import asyncio
import json
import shutil
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from api_server import Served, served
from cli_runs import assert_one_error_line, environment, run
from invented import quick_assistant
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from assistant import Assistant
from assistant.api.keys import KeyStore
from assistant.mcp_server import mcp_server
from assistant.mcp_server.resources import uri_of
from assistant.settings import load_settings

QUESTION = "Who won the Corran Cup?"
Use = Callable[[Client], Awaitable[None]]


def on_stdio(library: Path, use: Use, mode: str = "auto") -> None:
    command = ["-m", "assistant", "mcp", "--library", str(library)]
    connect(StdioServerParameters(command=sys.executable, args=command, env=environment()), use, mode)


def connect(server: Any, use: Use, mode: str = "auto") -> None:
    async def main() -> None:
        async with Client(server, mode=mode) as client:
            await use(client)

    asyncio.run(main())


@asynccontextmanager
async def over_http(url: str, key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with (
        httpx2.AsyncClient(headers=headers, trust_env=False) as http,
        streamable_http_client(f"{url}/mcp", http_client=http) as streams,
    ):
        yield streams


@pytest.fixture(scope="module")
def server(samples: Path) -> Iterator[Served]:
    with served(samples) as running:
        yield running


async def use_everything(client: Client) -> None:
    tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "search", "history", "read_article", "list_sources", "list_stories"]
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)

    result = await client.call_tool("ask", {"question": QUESTION, "as_of": "2026-07-01"})
    answer = result.structured_content
    assert answer["status"] == "answered"
    assert f"[1] “{answer['citations'][0]['quote']}”" in result.content[0].text
    for citation in answer["citations"]:
        text = await whole_text(client, citation["article_id"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]

    search = {"question": "bridge", "top_k": 3, "sources": ["ashby wire"]}
    passages = (await client.call_tool("search", search)).structured_content["passages"]
    assert len(passages) == 3
    assert {passage["source"] for passage in passages} == {"Ashby Wire"}
    for passage in passages:
        text = await whole_text(client, passage["article_id"])
        assert text[passage["start"] : passage["end"]] == passage["text"]

    listed = (await client.list_resources()).resources
    templates = (await client.list_resource_templates()).resource_templates
    assert [template.uri_template for template in templates] == ["article:///{article_id}"]
    read = await client.read_resource(listed[0].uri)
    assert read.contents[0].text == await whole_text(client, listed[0].name)


async def whole_text(client: Client, article_id: str) -> str:
    """An article, read part by part."""
    parts: list[str] = []
    start: int | None = 0
    while start is not None:
        arguments = {"article_id": article_id, "start": start, "length": 500}
        part = (await client.call_tool("read_article", arguments)).structured_content
        assert len(part["text"]) == part["end"] - part["start"] <= 500
        parts.append(part["text"])
        start = part["next_start"]
    assert sum(map(len, parts)) == part["length"]
    return "".join(parts)


def test_everything_works_over_stdin_and_stdout(samples: Path) -> None:
    on_stdio(samples, use_everything)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_everything_works_over_http_for_new_clients_and_for_old_ones(server: Served, mode: str) -> None:
    connect(over_http(server.url), use_everything, mode)


async def make_mistakes(client: Client) -> None:
    mistakes: list[tuple[str, dict[str, object], str]] = [
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": "x" * 5_000}, "at most 4,000 can be asked"),
        ("ask", {"question": QUESTION, "as_of": "tomorrow"}, "as_of: input should be a valid date"),
        ("ask", {"question": QUESTION, "sources": ["The Moon"]}, "no article is from 'The Moon'"),
        ("search", {}, "question: field required"),
        ("read_article", {"article_id": "nothing"}, "there is no article with the id 'nothing'"),
        (
            "ingest",
            {"path": "/etc"},
            "there is no tool 'ingest'; there are ask, search, history, read_article, list_sources, list_stories",
        ),
    ]
    for tool, arguments, expected in mistakes:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert expected in result.content[0].text
    for uri in ("article:///nothing", "file:///etc/passwd"):
        with pytest.raises(MCPError, match="there is no"):
            await client.read_resource(uri)
    with pytest.raises(MCPError, match="is no cursor of this list"):
        await client.list_resources(cursor="9" * 40)


def test_a_mistake_is_told_in_words_that_a_model_can_act_on(samples: Path) -> None:
    with Assistant.open(samples) as assistant:
        connect(mcp_server(assistant), make_mistakes)


def test_what_goes_wrong_inside_is_not_told_to_the_client(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(client: Client) -> None:
        with pytest.raises(MCPError, match="something went wrong in"):
            await client.call_tool("ask", {"question": QUESTION})

    with Assistant.open(samples) as assistant:
        monkeypatch.setattr(assistant, "ask", lambda *_, **__: {}["/secret/path"])
        connect(mcp_server(assistant), ask)


def test_a_library_that_is_missing_is_said_to_be_so_and_not_to_the_client(tmp_path: Path) -> None:
    done = run("mcp", "--library", "nowhere", cwd=tmp_path)
    assert done.code == 1
    assert done.out == ""
    assert "there is no library at nowhere" in assert_one_error_line(done.err)


def test_long_lists_come_page_by_page_and_any_id_has_an_address(tmp_path: Path) -> None:
    ids = [f"a/{number} ü?#%" for number in range(130)]
    records = tmp_path / "articles.jsonl"
    records.write_text(
        "".join(
            json.dumps({"id": article_id, "title": article_id, "text": f"Text of {article_id}."}) + "\n"
            for article_id in ids
        )
    )

    async def list_all(client: Client) -> None:
        listed, cursor = [], None
        while True:
            page = await client.list_resources(cursor=cursor)
            listed += page.resources
            assert len(page.resources) <= 100
            if (cursor := page.next_cursor) is None:
                break
        assert {resource.uri for resource in listed} == set(map(uri_of, ids))
        assert len(listed) == len(ids)
        assert (await client.read_resource(uri_of(ids[7]))).contents[0].text.endswith(f"Text of {ids[7]}.")

    with quick_assistant(tmp_path / "library") as assistant:
        assistant.ingest(records)
        connect(mcp_server(assistant), list_all)


def test_over_http_keys_count_as_for_the_rest_of_the_api(tmp_path: Path, samples: Path) -> None:
    library = shutil.copytree(samples, tmp_path / "library")
    key = KeyStore(library).make("agent", "read")
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accept = {"Accept": "application/json, text/event-stream"}
    with served(library) as running:
        for refused in ({}, {"Authorization": "Bearer aa_wrong"}):
            answer = running.http.post("/mcp", json=ping, headers={**accept, **refused})
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"
        connect(over_http(running.url, key), use_everything)


def test_over_http_a_page_of_another_site_and_a_foreign_name_are_refused(server: Served) -> None:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accept = {"Accept": "application/json, text/event-stream"}
    for name, value in (("Origin", "https://evil.example"), ("Host", "evil.example")):
        assert server.http.post("/mcp", json=ping, headers={**accept, name: value}).status_code == 403


def test_too_many_calls_at_once_are_refused_in_words(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(library=samples, answers_at_once=1, answers_waiting=1)
    released = threading.Event()

    async def ask_three_times(client: Client) -> None:
        calls = [asyncio.create_task(client.call_tool("ask", {"question": QUESTION})) for _ in range(3)]
        done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        (refused,) = [task.result() for task in done]
        assert refused.is_error
        assert "too many questions are waiting" in refused.content[0].text
        released.set()
        answers = [await call for call in calls]
        assert sum(not answer.is_error for answer in answers) == 2

    with Assistant.open(settings=settings) as assistant:
        ask = assistant.ask
        monkeypatch.setattr(assistant, "ask", lambda *args, **options: released.wait(30) and ask(*args, **options))
        connect(mcp_server(assistant), ask_three_times)
