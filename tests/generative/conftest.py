from collections.abc import Iterator

import pytest
from llama_server import use_one_thread


@pytest.fixture(autouse=True, scope="module")
def _one_thread_for_llama() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_one_thread(monkeypatch)
        yield
