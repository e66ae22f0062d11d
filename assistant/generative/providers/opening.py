"""Makes the chosen language model ready: one function a provider."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from ssl import create_default_context
from typing import TYPE_CHECKING

import httpx

from assistant.generative.cancellation import Sockets
from assistant.generative.errors import Failure, LLMError
from assistant.generative.model_spec import ModelSpec, parse_model_spec
from assistant.generative.token_counts import ServerTokens, TokenCounter, estimated_tokens

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from assistant.settings import Settings

_HOSTED_CONTEXT = 16_384
_SMALL_CONTEXT = 4_096
_OLLAMA = "http://127.0.0.1:11434"
_LOOK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class LLMLimits:
    """How much a model may be asked for.

    Attributes:
        timeout_seconds: How long it may be silent.
        context_tokens: How many tokens prompt and answer may have together; None where the model says itself.
        answer_tokens: How many tokens an answer may have.
    """

    timeout_seconds: float
    context_tokens: int | None
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Connection:
    """A language model for one answer.

    Attributes:
        llm: It.
        close: Closes the connection, which is how a server is told to stop writing. Closing llama-index's generators does not do that reliably.
        cut: Ends it from another thread, and with it the wait of whoever reads.
    """

    llm: "LLM"
    close: Callable[[], None]
    cut: Callable[[], None]


@dataclass(frozen=True, slots=True)
class OpenedLLM:
    """A language model ready to be asked.

    Attributes:
        shown: How it is named to people.
        connect: Gives it with a connection of its own.
        count: How many tokens a text has for it.
        context_tokens: How many tokens prompt and answer may have together.
        answer_tokens: How many an answer may have.
        close: Gives back what it holds.
    """

    shown: str
    connect: Callable[[], "Connection"]
    count: TokenCounter
    context_tokens: int
    answer_tokens: int
    close: Callable[[], None]


def open_from_settings(settings: "Settings") -> OpenedLLM:
    """Makes the model of the settings ready; see `open_llm`.

    Raises:
        UsageError: If the setting names no model.
        LLMError: See `open_llm`.
    """
    limits = LLMLimits(settings.llm_timeout_seconds, settings.llm_context, settings.llm_answer_tokens)
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    return open_llm(parse_model_spec(settings.llm or ""), limits, key)


def open_llm(choice: ModelSpec, limits: LLMLimits, key: str | None, cache: Path | None = None) -> OpenedLLM:
    """Makes the model ready; a GGUF file is loaded, and downloaded first if need be.

    Args:
        choice: Which model.
        limits: How much it may be asked for.
        key: The provider's key; that of the provider's own variable unless given.
        cache: Where downloaded files are kept; the user's cache folder unless given.

    Raises:
        LLMError: If a package or a key is missing, or the model cannot be loaded.
    """
    match choice.provider:
        case "openai":
            key = key or _own_key("OPENAI_API_KEY", choice)
            return _compatible(
                choice.shown, choice.model, _openai_address(), key, limits, _HOSTED_CONTEXT, estimated_tokens
            )
        case "anthropic":
            return _anthropic(choice, limits, key or _own_key("ANTHROPIC_API_KEY", choice))
        case "ollama":
            return _ollama(choice, limits)
        case "compatible":
            key = key or "none"
            context = _served_context(choice.address, key, choice.model)
            count = ServerTokens(choice.address, key, choice.model)
            return _compatible(choice.shown, choice.model, choice.address, key, limits, context, count)
        case "gguf":
            return _gguf(choice, limits, cache)


def _compatible(
    shown: str, model: str, address: str, key: str, limits: LLMLimits, context: int, count: TokenCounter
) -> OpenedLLM:
    _require("llama_index.llms.openai_like", "llm-openai", shown)
    from llama_index.llms.openai_like import OpenAILike

    context = limits.context_tokens or context
    trusted = create_default_context()  # made once: it takes longer than all the rest

    def connect() -> Connection:
        sockets = Sockets()
        client = httpx.Client(timeout=limits.timeout_seconds, verify=trusted, event_hooks=sockets.hooks())
        llm = OpenAILike(
            model=model,
            api_base=address,
            api_key=key,
            is_chat_model=True,
            context_window=context,
            temperature=0.0,
            max_tokens=limits.answer_tokens,
            timeout=limits.timeout_seconds,
            max_retries=0,
            http_client=client,
            additional_kwargs={"stream_options": {"include_usage": True}},
        )
        return Connection(llm, client.close, sockets.cut)

    return OpenedLLM(shown, connect, count, context, limits.answer_tokens, _nothing)


def _anthropic(choice: ModelSpec, limits: LLMLimits, key: str) -> OpenedLLM:
    _require("anthropic", "llm-anthropic", choice.shown)
    from anthropic import Anthropic, DefaultHttpxClient

    from assistant.generative.providers.anthropic_messages import AnthropicMessages

    context = limits.context_tokens or _HOSTED_CONTEXT

    def connect() -> Connection:
        sockets = Sockets()
        http = DefaultHttpxClient(timeout=limits.timeout_seconds, event_hooks=sockets.hooks())
        client = Anthropic(api_key=key, timeout=limits.timeout_seconds, max_retries=0, http_client=http)
        llm = AnthropicMessages(client, choice.model, limits.answer_tokens, context)
        return Connection(llm, client.close, sockets.cut)

    return OpenedLLM(choice.shown, connect, estimated_tokens, context, limits.answer_tokens, _nothing)


def _ollama(choice: ModelSpec, limits: LLMLimits) -> OpenedLLM:
    _require("llama_index.llms.ollama", "llm-ollama", choice.shown)
    from llama_index.llms.ollama import Ollama
    from ollama import Client

    context = limits.context_tokens or _SMALL_CONTEXT

    def connect() -> Connection:
        sockets = Sockets()
        address = os.environ.get("OLLAMA_HOST") or _OLLAMA
        client = Client(host=address, timeout=limits.timeout_seconds, event_hooks=sockets.hooks())
        llm = Ollama(
            model=choice.model,
            client=client,
            temperature=0.0,
            context_window=context,
            request_timeout=limits.timeout_seconds,
            additional_kwargs={"num_predict": limits.answer_tokens},
        )
        return Connection(llm, client.close, sockets.cut)

    return OpenedLLM(choice.shown, connect, estimated_tokens, context, limits.answer_tokens, _nothing)


def _gguf(choice: ModelSpec, limits: LLMLimits, cache: Path | None) -> OpenedLLM:
    from assistant.generative.providers.gguf_server import GGUFServer

    _require("llama_index.llms.openai_like", "llm-gguf", choice.shown)
    server = GGUFServer(_model_file(choice, cache), limits.context_tokens)
    count = ServerTokens(server.address, server.key, choice.model)
    opened = _compatible(choice.shown, choice.shown, server.address, server.key, limits, server.context_tokens, count)
    return OpenedLLM(opened.shown, opened.connect, count, server.context_tokens, limits.answer_tokens, server.close)


def _model_file(choice: ModelSpec, cache: Path | None) -> Path:
    if choice.hub_file is None:
        return Path(choice.model).expanduser()
    from platformdirs import user_cache_path

    from assistant.generative.providers.hub_download import HUB, downloaded

    folder = cache or user_cache_path("article-assistant") / "models"
    return downloaded(choice.hub_file, folder, os.environ.get("HF_ENDPOINT") or HUB)


def _served_context(address: str, key: str, model: str) -> int:
    """What the server says about its model's context, as llama.cpp and vLLM do; a small one where it does not."""
    with suppress(httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        headers = {"Authorization": f"Bearer {key}"}
        listed = httpx.get(f"{address}/models", headers=headers, timeout=_LOOK_SECONDS).json()["data"]
        own = next((one for one in listed if one.get("id") == model), listed[0] if len(listed) == 1 else {})
        found = own.get("max_model_len") or (own.get("meta") or {}).get("n_ctx")
        if found:
            return min(int(found), _HOSTED_CONTEXT)
    return _SMALL_CONTEXT


def _openai_address() -> str:
    return (os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1").rstrip("/")


def _own_key(variable: str, choice: ModelSpec) -> str:
    key = os.environ.get(variable)
    if not key:
        raise LLMError(
            Failure.NO_KEY, f"the language model {choice.shown} needs a key; set {variable} or ASSISTANT_LLM_KEY"
        )
    return key


def _require(module: str, extra: str, shown: str) -> None:
    try:
        there = find_spec(module) is not None
    except ModuleNotFoundError:
        there = False
    if not there:
        raise LLMError(
            Failure.NOT_INSTALLED,
            f"the language model {shown} needs a package that is not installed; pip install 'article-assistant[{extra}]'",
        )


def _nothing() -> None:
    """Nothing is held."""
