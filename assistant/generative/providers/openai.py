"""OpenAI's hosted models."""

import os

from assistant.generative.model_spec import ModelSpec
from assistant.generative.providers.base import HOSTED_CONTEXT_TOKENS, LLMLimits, OpenLLM, key_from_environment
from assistant.generative.providers.openai_compatible import open_compatible_model
from assistant.generative.token_counts import estimate_tokens

_ADDRESS = "https://api.openai.com/v1"


class OpenAIProvider:
    """Opens a model of OpenAI."""

    def open(self, spec: ModelSpec, limits: LLMLimits, key: str | None) -> OpenLLM:
        """See `Provider.open`."""
        return open_compatible_model(
            spec.display_name,
            spec.model,
            (os.environ.get("OPENAI_BASE_URL") or _ADDRESS).rstrip("/"),
            key or key_from_environment("OPENAI_API_KEY", spec),
            limits,
            HOSTED_CONTEXT_TOKENS,
            estimate_tokens,
        )
