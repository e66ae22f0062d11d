"""Servers that speak the OpenAI API: vLLM, llama.cpp, LM Studio and others."""

from contextlib import suppress
from ssl import create_default_context

import httpx

from assistant.generative.cancellation import Sockets
from assistant.generative.model_spec import ModelSpec
from assistant.generative.providers.base import (
    HOSTED_CONTEXT_TOKENS,
    SMALL_CONTEXT_TOKENS,
    Connection,
    LLMLimits,
    OpenLLM,
    nothing_to_close,
    require_package,
)
from assistant.generative.token_counts import ServerTokenCounter, TokenCounter

_NO_KEY = "none"
_MODEL_LIST_TIMEOUT_SECONDS = 3.0


class OpenAICompatibleProvider:
    """Opens a model on a server that speaks the OpenAI API."""

    def open(self, spec: ModelSpec, limits: LLMLimits, key: str | None) -> OpenLLM:
        """See `Provider.open`. A server without keys needs none."""
        key = key or _NO_KEY
        return open_compatible_model(
            spec.display_name,
            spec.model,
            spec.address,
            key,
            limits,
            _served_context_tokens(spec.address, key, spec.model),
            ServerTokenCounter(spec.address, key, spec.model),
        )


def open_compatible_model(
    display_name: str,
    model: str,
    address: str,
    key: str,
    limits: LLMLimits,
    context_tokens: int,
    count_tokens: TokenCounter,
) -> OpenLLM:
    """Opens a model behind the OpenAI API.

    Args:
        display_name: Its name in messages and answers.
        model: Its name on the server.
        address: The base URL of the API.
        key: The key.
        limits: The limits of a call.
        context_tokens: The model's context, if the limits set none.
        count_tokens: Counts the tokens of a text.

    Raises:
        LLMError: If the package is missing.
    """
    require_package("llama_index.llms.openai_like", "llm-openai", display_name)
    from llama_index.llms.openai_like import OpenAILike

    context_tokens = limits.context_tokens or context_tokens
    ssl_context = create_default_context()  # slow to make, so all connections share it

    def connect() -> Connection:
        sockets = Sockets()
        client = httpx.Client(timeout=limits.timeout_seconds, verify=ssl_context, event_hooks=sockets.hooks())
        llm = OpenAILike(
            model=model,
            api_base=address,
            api_key=key,
            is_chat_model=True,
            is_function_calling_model=True,
            context_window=context_tokens,
            temperature=0.0,
            max_tokens=limits.answer_tokens,
            timeout=limits.timeout_seconds,
            max_retries=0,
            http_client=client,
            additional_kwargs={"stream_options": {"include_usage": True}},
        )
        return Connection(llm, client.close, sockets.cut)

    return OpenLLM(display_name, connect, count_tokens, context_tokens, limits.answer_tokens, nothing_to_close)


def _served_context_tokens(address: str, key: str, model: str) -> int:
    """Returns the context that the server states for its model, as llama.cpp and vLLM do; otherwise a small one."""
    with suppress(httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        headers = {"Authorization": f"Bearer {key}"}
        models = httpx.get(f"{address}/models", headers=headers, timeout=_MODEL_LIST_TIMEOUT_SECONDS).json()["data"]
        only_model = models[0] if len(models) == 1 else {}
        record = next((candidate for candidate in models if candidate.get("id") == model), only_model)
        context_tokens = record.get("max_model_len") or (record.get("meta") or {}).get("n_ctx")
        if context_tokens:
            return min(int(context_tokens), HOSTED_CONTEXT_TOKENS)
    return SMALL_CONTEXT_TOKENS
