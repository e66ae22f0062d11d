"""A source that is to be checked now is called due, and no time in the past, wherever sources are listed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.api.routes_following import FollowedSourceShown
from assistant.cli.rendering.followed_sources import source_json, source_lines
from assistant.following import FollowedSource
from assistant.mcp_server.tools import SourceState
from assistant.prompts import render
from assistant.web.sources.views import source_rows

NOW = datetime.now(UTC)
DUE = FollowedSource(
    id="0a1b2c3d",
    address="https://example.org/feed.xml",
    kind="feed",
    title="The Harbour Post",
    every=timedelta(minutes=30),
    keep_days=None,
    is_paused=False,
    added_at=NOW - timedelta(days=1),
    next_check_at=NOW - timedelta(minutes=1),
)
LATER, PAUSED = replace(DUE, next_check_at=NOW + timedelta(hours=1)), replace(DUE, is_paused=True)


def as_shown(source: FollowedSource) -> dict[str, str]:
    return {
        "page": source_rows([source], None),
        "terminal": "".join(part.text for line in source_lines(source) for part in line),
        "MCP": render("tool_sources", sources=[SourceState.of(source, NOW)]),
    }


@pytest.mark.parametrize("entry_point", ["page", "terminal", "MCP"])
def test_readers_are_told_that_a_source_is_due_now_or_when_it_is_due_next(entry_point: str) -> None:
    due, later, paused = (as_shown(source)[entry_point] for source in (DUE, LATER, PAUSED))
    assert "due now" in due
    assert "next" not in due
    assert "next" in later
    assert "paused" in paused
    assert "due now" not in later + paused


@pytest.mark.parametrize(("source", "is_due"), [(DUE, True), (LATER, False), (PAUSED, False)])
def test_programs_are_told_whether_a_source_is_due(source: FollowedSource, is_due: bool) -> None:
    assert source_json(source)["is_due"] is is_due
    assert FollowedSourceShown.of(source).is_due is is_due
    assert SourceState.of(source, NOW).is_due is is_due
