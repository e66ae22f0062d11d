"""The use of a language model: its tokens, counted by the model or estimated, and what they cost."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answers.answer import Usage
from assistant.generative.providers.base import OpenLLM
from assistant.generative.streaming import TokenUse

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

Prices = tuple[float, float]
"""Prices of a million tokens: (of the prompt, of the answer)."""


def usage_of(
    use: TokenUse, model: OpenLLM, messages: "Sequence[ChatMessage]", written: str, prices: Prices | None
) -> Usage:
    """Returns the use of one call. Tokens that the model does not state are counted or estimated.

    Args:
        use: What the model states.
        model: The model.
        messages: What it was sent.
        written: What it wrote.
        prices: Prices of a million tokens; None if they are not known.
    """
    prompt_tokens = use.prompt
    if prompt_tokens is None:
        prompt_tokens = sum(model.count_tokens(message.content or "") for message in messages)
    completion_tokens = model.count_tokens(written) if use.completion is None else use.completion
    cost = None
    if prices is not None:
        cost = round((prompt_tokens * prices[0] + completion_tokens * prices[1]) / 1e6, 6)
    return Usage(
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        cost=cost,
        first_token_ms=None if use.first_ms is None else round(use.first_ms),
    )


def usage_of_prompt(model: OpenLLM, prompt: str, written: str, prices: Prices | None) -> Usage:
    """Returns the use of one call that was stopped before the model could state its tokens: counted, or estimated."""
    counts = TokenUse(model.count_tokens(prompt), model.count_tokens(written))
    return usage_of(counts, model, (), written, prices)
