"""A silent model is cut off at once when nobody waits for it any more, whatever the caller."""

import asyncio
import gc
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from api_server import served
from httpcore._backends.sync import SyncStream
from llm_servers import Behaviour, Hangs, LLMServer, Says
from sample_library import SUMMER, sample_library

from assistant import Assistant, TokenEvent
from assistant.generative.cancellation import CancellationToken, Sockets
from assistant.settings import load_settings

QUESTION = "When did Tannery Bridge reopen?"
SILENT_SECONDS = 3_000  # what a model may be silent: no test waits for that
PATIENCE = 30
ONE_WORD = Says("Tannery", then="hangs")

TWICE = {"silent before the first word": Hangs(), "silent after the first word": ONE_WORD}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_library(tmp_path_factory.mktemp("samples"))


def opened(library: Path, llm: str) -> Assistant:
    return Assistant.open(settings=load_settings(library=library, llm=llm, llm_timeout_seconds=SILENT_SECONDS))


def wait_until(is_so: Callable[[], object]) -> None:
    for _ in range(PATIENCE * 50):
        if is_so():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it did not come to that")


@pytest.mark.parametrize("behaviour", TWICE.values(), ids=TWICE.keys())
@pytest.mark.parametrize("provider", ["", "ollama/tiny", "anthropic/tiny"])
def test_the_connection_is_closed_as_soon_as_it_is_stopped(
    library: Path,
    behaviour: Behaviour,
    provider: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with LLMServer(behaviour) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.root)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.root)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "a key")
        with opened(library, provider or server.setting) as assistant:
            stop, written = CancellationToken(), threading.Event()

            def ask() -> None:
                with closing(assistant.stream(QUESTION, as_of=SUMMER)) as events:
                    while not stop.is_cancelled and (event := stop.run(lambda: next(events, None))) is not None:
                        if isinstance(event, TokenEvent):
                            written.set()

            asking = threading.Thread(target=ask)
            asking.start()
            wait_until(lambda: server.bodies)
            assert isinstance(behaviour, Hangs) or written.wait(PATIENCE)
            stop.cancel()
            assert server.client_gone.wait(PATIENCE)
            asking.join(PATIENCE)
            assert not asking.is_alive()
            assert len(server.bodies) == 1, "what nobody waits for is not tried again"
            assert "gave no answer" not in caplog.text


def test_a_caller_of_the_api_who_hangs_up_frees_the_model(library: Path) -> None:
    with (
        LLMServer(ONE_WORD) as server,
        served(library, llm=server.setting, llm_timeout_seconds=SILENT_SECONDS) as api,
    ):
        body = {"question": QUESTION, "as_of": str(SUMMER), "stream": True}
        with httpx.stream("POST", f"{api.url}/v1/ask", json=body, timeout=60, trust_env=False) as response:
            for line in response.iter_lines():
                if "Tannery" in line and "token" in line:
                    break
        assert server.client_gone.wait(PATIENCE)
        wait_until(lambda: not api.api.answers.open)


def test_a_task_that_is_cancelled_frees_the_model(library: Path) -> None:
    async def ask(assistant: Assistant) -> None:
        async for _ in assistant.astream(QUESTION, as_of=SUMMER):
            pass

    async def cancelled(assistant: Assistant, server: LLMServer) -> None:
        asking = asyncio.ensure_future(ask(assistant))
        while not server.bodies:
            await asyncio.sleep(0.02)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    with LLMServer(Hangs()) as server, opened(library, server.setting) as assistant:
        asyncio.run(cancelled(assistant, server))
        assert server.client_gone.wait(PATIENCE)


def test_connections_that_are_closed_are_not_kept_for_being_cut() -> None:
    def streams() -> int:
        gc.collect()
        return sum(type(obj) is SyncStream for obj in gc.get_objects())

    with LLMServer(ONE_WORD) as server, httpx.Client(event_hooks=Sockets().hooks()) as client:
        before = streams()
        for _ in range(5):
            client.get(server.root, headers={"Connection": "close"})
        assert streams() <= before + 1
