"""What all tests share: a library of one's own, the packaged embedder, and no setting from outside."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# pytest puts this folder into the path, where its folder `assistant` would be taken for the package of that name.
sys.path[:] = [entry for entry in sys.path if Path(entry) != Path(__file__).parent]

from assistant.ingest.embedders import Embedder, open_embedder  # noqa: E402
from assistant.ingest.library import Library  # noqa: E402


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("ASSISTANT_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def minilm() -> Embedder:
    """The packaged model itself."""
    return open_embedder()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the packaged sample articles, for all tests that leave it as it is."""
    from sample_library import sample_library

    return sample_library(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    with Library(tmp_path / "library") as opened:
        yield opened
