"""Anthropic's hosted models."""

from assistant.generative.cancellation import Sockets
from assistant.generative.model_spec import ModelSpec
from assistant.generative.providers.base import (
    HOSTED_CONTEXT_TOKENS,
    Connection,
    LLMLimits,
    OpenLLM,
    key_from_environment,
    nothing_to_close,
    require_package,
)
from assistant.generative.token_counts import estimate_tokens


class AnthropicProvider:
    """Opens a model of Anthropic."""

    def open(self, spec: ModelSpec, limits: LLMLimits, key: str | None) -> OpenLLM:
        """See `Provider.open`."""
        api_key = key or key_from_environment("ANTHROPIC_API_KEY", spec)
        require_package("anthropic", "llm-anthropic", spec.display_name)
        from anthropic import Anthropic, DefaultHttpxClient

        from assistant.generative.providers.anthropic_messages import AnthropicMessages

        context_tokens = limits.context_tokens or HOSTED_CONTEXT_TOKENS

        def connect() -> Connection:
            sockets = Sockets()
            http_client = DefaultHttpxClient(timeout=limits.timeout_seconds, event_hooks=sockets.hooks())
            client = Anthropic(api_key=api_key, timeout=limits.timeout_seconds, max_retries=0, http_client=http_client)
            llm = AnthropicMessages(client, spec.model, limits.answer_tokens, context_tokens)
            return Connection(llm, client.close, sockets.cut)

        return OpenLLM(
            spec.display_name, connect, estimate_tokens, context_tokens, limits.answer_tokens, nothing_to_close
        )
