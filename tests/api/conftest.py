"""Helpers for tests of the HTTP API."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import Served, served


@pytest.fixture(scope="module")
def api(samples: Path) -> Iterator[Served]:
    """A server over the samples, for tests that do not change them."""
    with served(samples) as running:
        yield running


@pytest.fixture
def own(samples: Path, tmp_path: Path) -> Path:
    """A copy of the samples, to be changed."""
    return Path(shutil.copytree(samples, tmp_path / "own"))
