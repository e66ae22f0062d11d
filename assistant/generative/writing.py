"""A language model at work: its pieces, what the check makes of them, and in the end what they took."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from assistant.answers.answer import Usage
from assistant.answers.answerer import AnswerPart, UsageReport
from assistant.generative.providers.opening import OpenedLLM
from assistant.generative.streaming import TokenUse, stream
from assistant.generative.verified_writing import VerifiedWriting

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

Prices = tuple[float, float]
"""What a million tokens cost, (of the prompt, of the answer)."""


def write(
    opened: OpenedLLM, messages: "Sequence[ChatMessage]", writing: VerifiedWriting, prices: Prices | None
) -> Iterator[AnswerPart]:
    """What the model writes, checked; the connection is closed when nobody listens any more.

    Raises:
        LLMError: If there is no answer, or it breaks off.
    """
    use = TokenUse()
    with closing(stream(opened, messages)) as pieces:
        for piece in pieces:
            if isinstance(piece, TokenUse):
                use = piece
                continue
            yield from writing.take(piece)
            if writing.over:
                break
    yield from writing.finish()
    prompt = sum(opened.count(one.content or "") for one in messages) if use.prompt is None else use.prompt
    completion = opened.count(writing.text) if use.completion is None else use.completion
    yield UsageReport(
        Usage(
            prompt_tokens=prompt,
            completion_tokens=completion,
            cost=_cost(prices, prompt, completion),
            first_token_ms=None if use.first_ms is None else round(use.first_ms),
        )
    )


def _cost(prices: Prices | None, prompt: int, completion: int) -> float | None:
    return None if prices is None else round((prompt * prices[0] + completion * prices[1]) / 1e6, 6)
