"""Factory of language models: selects the provider of a model spec and opens the model, at once or at its first use."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.generative.errors import LLMError
from assistant.generative.model_spec import ModelSpec, ProviderName, parse_model_spec
from assistant.generative.providers.anthropic import AnthropicProvider
from assistant.generative.providers.base import LLMLimits, OpenLLM, Provider
from assistant.generative.providers.gguf import GGUFProvider
from assistant.generative.providers.ollama import OllamaProvider
from assistant.generative.providers.openai import OpenAIProvider
from assistant.generative.providers.openai_compatible import OpenAICompatibleProvider

if TYPE_CHECKING:
    from assistant.settings import Settings

_RETRY_AFTER_SECONDS = 30.0
_PROVIDERS: dict[ProviderName, Provider] = {
    "openai": OpenAIProvider(),
    "anthropic": AnthropicProvider(),
    "ollama": OllamaProvider(),
    "compatible": OpenAICompatibleProvider(),
    "gguf": GGUFProvider(),
}


def open_model(spec: ModelSpec, limits: LLMLimits, key: str | None = None) -> OpenLLM:
    """Opens a language model. A GGUF file is loaded, and downloaded first if necessary.

    Args:
        spec: The model.
        limits: The limits of a call.
        key: The provider's key; if it is None, that of the provider's own environment variable.

    Raises:
        LLMError: If a package or a key is missing, or the model cannot be loaded.
    """
    return _PROVIDERS[spec.provider].open(spec, limits, key)


def open_model_from_settings(settings: "Settings") -> OpenLLM:
    """Opens the language model of the settings.

    Raises:
        UsageError: If the setting `llm` is not a model spec.
        LLMError: See `open_model`.
    """
    limits = LLMLimits(settings.llm_timeout_seconds, settings.llm_context, settings.llm_answer_tokens)
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    return open_model(parse_model_spec(settings.llm or ""), limits, key)


def open_fast_model_from_settings(settings: "Settings") -> OpenLLM:
    """Opens the fast language model of the settings. It shares the key of the setting `llm_key` if it has the same provider.

    Raises:
        UsageError: If the setting `llm_fast` or `llm` is not a model spec.
        LLMError: See `open_model`.
    """
    spec, answering = parse_model_spec(settings.llm_fast or ""), parse_model_spec(settings.llm or "")
    shares_key = (spec.provider, spec.address) == (answering.provider, answering.address)
    key = settings.llm_key if shares_key else None
    return open_model_from_settings(settings.model_copy(update={"llm": settings.llm_fast, "llm_key": key}))


class LazyLLM:
    """Language model that is opened at its first use. Safe to use from several threads.

    A model that could not be opened is not tried again for 30 seconds.

    Args:
        opener: Opens the model.
    """

    def __init__(self, opener: Callable[[], OpenLLM]) -> None:
        self._opener = opener
        self._model: OpenLLM | None = None
        self._last_failure: tuple[float, LLMError] | None = None
        self._lock = threading.Lock()

    def open(self) -> OpenLLM:
        """Returns the open model.

        Raises:
            LLMError: If it cannot be opened.
        """
        with self._lock:
            if self._model is None:
                if self._last_failure is not None and time.monotonic() - self._last_failure[0] < _RETRY_AFTER_SECONDS:
                    raise self._last_failure[1]
                try:
                    self._model = self._opener()
                except LLMError as error:
                    self._last_failure = (time.monotonic(), error)
                    raise
            return self._model

    def close(self) -> None:
        """Closes the model if it is open."""
        with self._lock:
            if self._model is not None:
                self._model.close()
                self._model = None
