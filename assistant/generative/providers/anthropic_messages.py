"""Anthropic's Messages API as a llama-index model.

llama-index's own adapter asks for the Bedrock and Vertex clients, whose packages contradict Chroma's; this one needs Anthropic's client alone.
"""

from collections.abc import Sequence
from typing import Any

from anthropic import Anthropic
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms.custom import CustomLLM
from pydantic import PrivateAttr


class AnthropicMessages(CustomLLM):
    """A model of Anthropic.

    Args:
        client: Anthropic's client, which has the key.
        model: The model's name.
        max_tokens: How long an answer may be.
        context_window: How many tokens prompt and answer may have together.
    """

    model: str
    max_tokens: int
    context_window: int
    _client: Anthropic = PrivateAttr()

    def __init__(self, client: Anthropic, model: str, max_tokens: int, context_window: int) -> None:
        super().__init__(model=model, max_tokens=max_tokens, context_window=context_window)
        self._client = client

    @property
    def metadata(self) -> LLMMetadata:
        """What llama-index wants to know."""
        return LLMMetadata(
            model_name=self.model, context_window=self.context_window, num_output=self.max_tokens, is_chat_model=True
        )

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: object) -> ChatResponseGen:
        """The answer, piece by piece; the last piece carries the usage in `raw`."""
        del kwargs
        return self._stream(messages)

    def chat(self, messages: Sequence[ChatMessage], **kwargs: object) -> ChatResponse:
        """The whole answer."""
        del kwargs
        *_, last = self._stream(messages)
        return last

    def complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponse:
        """The answer to a prompt as the one message of a user."""
        del formatted, kwargs
        said = self.chat([ChatMessage(role=MessageRole.USER, content=prompt)])
        return CompletionResponse(text=said.message.content or "", raw=said.raw)

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponseGen:
        """The same, piece by piece."""
        del formatted, kwargs
        for piece in self._stream([ChatMessage(role=MessageRole.USER, content=prompt)]):
            yield CompletionResponse(text=piece.message.content or "", delta=piece.delta, raw=piece.raw)

    def _stream(self, messages: Sequence[ChatMessage]) -> ChatResponseGen:
        system = "\n\n".join(one.content or "" for one in messages if one.role == MessageRole.SYSTEM)
        asked: list[Any] = [
            {"role": "assistant" if one.role == MessageRole.ASSISTANT else "user", "content": one.content or ""}
            for one in messages
            if one.role != MessageRole.SYSTEM
        ]
        text = ""
        with self._client.messages.stream(
            model=self.model, max_tokens=self.max_tokens, system=system, messages=asked
        ) as stream:
            for delta in stream.text_stream:
                text += delta
                yield _piece(text, delta, {})
            usage = stream.get_final_message().usage
        yield _piece(
            text, "", {"usage": {"prompt_tokens": usage.input_tokens, "completion_tokens": usage.output_tokens}}
        )


def _piece(text: str, delta: str, raw: dict[str, Any]) -> ChatResponse:
    return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=delta, raw=raw)
