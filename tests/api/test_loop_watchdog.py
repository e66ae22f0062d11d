"""A stall of the event loop is noticed."""

import asyncio
import time
from pathlib import Path

import pytest
from api_server import served

from assistant.api.keys import KeyStore
from assistant.api.loop_watchdog import LoopWatchdog


def stall_the_loop(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_stall_is_reported_once_with_the_place_where_the_loop_was(caplog: pytest.LogCaptureFixture) -> None:
    stacks: list[str] = []

    async def main() -> None:
        with LoopWatchdog(stacks.append, max_stall_seconds=0.2):
            await asyncio.sleep(0.5)
            assert stacks == []
            stall_the_loop(0.8)
            await asyncio.sleep(0.3)

    asyncio.run(main())
    assert len(stacks) == 1
    assert "stall_the_loop" in stacks[0]
    assert "stall_the_loop" in caplog.text


def test_stalls_of_a_server_are_counted_in_its_metrics(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(samples) as api:
        assert "assistant_event_loop_stalls_total 0.0" in api.http.get("/metrics").text
        with monkeypatch.context() as patch:
            patch.setattr(KeyStore, "keys", lambda _: stall_the_loop(1.6) or ())  # the gate reads the keys in the loop
            api.http.get("/v1/models")
        assert "assistant_event_loop_stalls_total 1.0" in api.http.get("/metrics").text
