"""What all tests share: a library of one's own, the packaged embedder, and no setting from outside."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Each core has a process that runs tests. Further threads of torch and BLAS would spin while they wait for a core.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# How long an example takes says nothing on a busy machine. CI judges by the same examples each time; whoever runs the tests by hand tries others.
settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("busy machine")

# pytest puts this folder into the path, where its folder `assistant` would be taken for the package of that name.
sys.path[:] = [entry for entry in sys.path if Path(entry) != Path(__file__).parent]

from servers import Place, RunningChroma, RunningPostgres, chroma_server, place_on, postgres_server  # noqa: E402

from assistant.extractive.qa_model import PackagedQAModel, QAModel, open_qa_model  # noqa: E402
from assistant.ingest.embedders import DEFAULT_EMBEDDER, MULTILINGUAL_EMBEDDER, Embedder, open_embedder  # noqa: E402
from assistant.ingest.library import Library  # noqa: E402


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of few tests first: they start servers and browsers and are slow, so that at the end no core waits for one of them."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (tests[item.path], item.path))


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("ASSISTANT_"):
            monkeypatch.delenv(name)


_shared_embedder = cache(open_embedder)
_shared_qa_model = cache(PackagedQAModel)


@pytest.fixture(autouse=True)
def _packaged_models_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets all assistants of a process share the packaged models: loading them takes as long as an answer."""

    def embedder(name: str) -> Embedder:
        return _shared_embedder(name) if name in {DEFAULT_EMBEDDER, MULTILINGUAL_EMBEDDER} else open_embedder(name)

    def qa_model(name: str | None) -> QAModel:
        return _shared_qa_model() if name is None else open_qa_model(name)

    monkeypatch.setattr("assistant.components.models.open_embedder", embedder)
    monkeypatch.setattr("assistant.components.models.open_qa_model", qa_model)


@pytest.fixture(scope="session")
def minilm() -> Embedder:
    """The packaged model itself."""
    return _shared_embedder(DEFAULT_EMBEDDER)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the packaged sample articles, for all tests that leave it as it is."""
    from sample_library import sample_library

    return sample_library(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def library(place: Place) -> Iterator[Library]:
    """An empty library."""
    with place.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[RunningPostgres]:
    """A PostgreSQL server."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def chroma() -> Iterator[RunningChroma]:
    """A Chroma server."""
    with chroma_server() as server:
        yield server


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a library can be made: in a folder, or on servers where a test is parametrised so."""
    if getattr(request, "param", "folder") == "folder":
        return Place(tmp_path / "library")
    servers = request.getfixturevalue("postgres"), request.getfixturevalue("chroma")
    return place_on(*servers, tmp_path / "library")
