"""Server of llama.cpp in this process: it serves a GGUF file on loopback, with a random key."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.generative.errors import Failure, LLMError

_CONTEXT_TOKENS = 4096
_SILENT = -1


class GGUFServer:
    """Serves a GGUF file until it is closed.

    Args:
        file: The GGUF file.
        context_tokens: How many tokens prompt and answer may have together.

    Attributes:
        address: The base URL of its OpenAI API.
        key: The key of its API.

    Raises:
        LLMError: If the file is missing or cannot be loaded, or `xllamacpp` is not installed.
    """

    def __init__(self, file: Path, context_tokens: int | None = None) -> None:
        if find_spec("xllamacpp") is None:
            raise LLMError(
                Failure.NOT_INSTALLED, "a GGUF model needs a package; pip install 'article-assistant[llm-gguf]'"
            )
        if not file.is_file():
            raise LLMError(Failure.NO_SUCH_MODEL, f"there is no model file {file}; check the setting llm")
        self.key = secrets.token_urlsafe(32)
        self.context_tokens = context_tokens or _CONTEXT_TOKENS
        self._server: Any = _start_server(file, self.key, self.context_tokens)
        self.address = f"{self._server.listening_address}/v1"

    def __enter__(self) -> "GGUFServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stops the server and releases its memory."""
        self._server = None


def _start_server(file: Path, key: str, context_tokens: int) -> Any:  # noqa: ANN401  # xllamacpp has no types
    """Starts llama.cpp's server on a free port.

    Raises:
        LLMError: If the file cannot be loaded.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = context_tokens
    params.n_parallel = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.cors_origins = "http://127.0.0.1"
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = _SILENT
    _set_threads(params)
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, MemoryError) as error:
        size = file.stat().st_size / 1e9
        raise LLMError(
            Failure.OUT_OF_MEMORY if isinstance(error, MemoryError) else Failure.OTHER,
            f"the model file {file} ({size:.1f} GB) cannot be loaded; it is not a GGUF file, or it is larger than the free memory",
        ) from error


def _set_threads(params: Any) -> None:  # noqa: ANN401  # xllamacpp has no types
    """Limits the threads to the cores that this process may use, and lets them sleep while they wait for each other.

    Spinning is not faster, measured beside other work on two cores, and takes cores from it.
    """
    if hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) < (os.cpu_count() or 1):
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = len(os.sched_getaffinity(0))
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
