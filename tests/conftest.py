"""What all tests share: a library of one's own, the packaged embedder, and no setting from outside."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ingest.embedders import Embedder, open_embedder
from assistant.ingest.library import Library


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("ASSISTANT_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def minilm() -> Embedder:
    """The packaged model itself."""
    return open_embedder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    with Library(tmp_path / "library") as opened:
        yield opened
