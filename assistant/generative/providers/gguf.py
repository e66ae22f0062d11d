"""GGUF files, run in this process by llama.cpp."""

import os
from dataclasses import replace
from pathlib import Path

from assistant.generative.model_spec import ModelSpec
from assistant.generative.providers.base import LLMLimits, OpenLLM, require_package
from assistant.generative.providers.gguf_server import GGUFServer
from assistant.generative.providers.hub_download import HUB, download_hub_file
from assistant.generative.providers.openai_compatible import open_compatible_model
from assistant.generative.token_counts import ServerTokenCounter

_SMALL_BYTES = 3e9  # four billion parameters of 4 bits and more


class GGUFProvider:
    """Opens a GGUF file, and downloads it first if it is on a model hub.

    It is given no tools: the models that a laptop runs call them too unreliably, and each call costs them many seconds. Up to about four
    billion parameters it counts as small.
    """

    def open(self, spec: ModelSpec, limits: LLMLimits, key: str | None) -> OpenLLM:
        """See `Provider.open`. The server in this process has a key of its own."""
        del key
        require_package("llama_index.llms.openai_like", "llm-gguf", spec.display_name)
        file = _model_file(spec)
        server = GGUFServer(file, limits.context_tokens)
        model = open_compatible_model(
            spec.display_name,
            spec.display_name,
            server.address,
            server.key,
            limits,
            server.context_tokens,
            ServerTokenCounter(server.address, server.key, spec.model),
        )
        is_small = file.stat().st_size < _SMALL_BYTES
        return replace(model, close=server.close, calls_tools=False, is_small=is_small)


def _model_file(spec: ModelSpec) -> Path:
    """Returns the path of the model's file.

    Raises:
        LLMError: If it cannot be downloaded.
    """
    if spec.hub_file is None:
        return Path(spec.model).expanduser()
    from platformdirs import user_cache_path

    folder = user_cache_path("article-assistant") / "models"
    return download_hub_file(spec.hub_file, folder, os.environ.get("HF_ENDPOINT") or HUB)
