"""Models that Ollama serves."""

import os

from assistant.generative.cancellation import Sockets
from assistant.generative.model_spec import ModelSpec
from assistant.generative.providers.base import (
    SMALL_CONTEXT_TOKENS,
    Connection,
    LLMLimits,
    OpenLLM,
    nothing_to_close,
    require_package,
)
from assistant.generative.token_counts import estimate_tokens

_ADDRESS = "http://127.0.0.1:11434"


class OllamaProvider:
    """Opens a model of an Ollama server."""

    def open(self, spec: ModelSpec, limits: LLMLimits, key: str | None) -> OpenLLM:
        """See `Provider.open`. Ollama has no keys."""
        del key
        require_package("llama_index.llms.ollama", "llm-ollama", spec.display_name)
        from llama_index.llms.ollama import Ollama
        from ollama import Client

        context_tokens = limits.context_tokens or SMALL_CONTEXT_TOKENS

        def connect() -> Connection:
            sockets = Sockets()
            address = os.environ.get("OLLAMA_HOST") or _ADDRESS
            client = Client(host=address, timeout=limits.timeout_seconds, event_hooks=sockets.hooks())
            llm = Ollama(
                model=spec.model,
                client=client,
                temperature=0.0,
                context_window=context_tokens,
                request_timeout=limits.timeout_seconds,
                additional_kwargs={"num_predict": limits.answer_tokens},
            )
            return Connection(llm, client.close, sockets.cut)

        return OpenLLM(
            spec.display_name, connect, estimate_tokens, context_tokens, limits.answer_tokens, nothing_to_close
        )
