"""Adapter of Anthropic's Messages API to llama-index's `LLM` interface.

llama-index's own adapter needs the Bedrock and Vertex clients, whose packages conflict with Chroma's. This adapter needs Anthropic's client only.
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
    """Model of Anthropic.

    Args:
        client: Anthropic's client, which has the key.
        model: The model's name.
        max_tokens: How many tokens an answer may have.
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
        """Properties of the model that llama-index reads."""
        return LLMMetadata(
            model_name=self.model, context_window=self.context_window, num_output=self.max_tokens, is_chat_model=True
        )

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: object) -> ChatResponseGen:
        """Streams the answer; the last response has the token usage in `raw`."""
        del kwargs
        return self._stream(messages)

    def chat(self, messages: Sequence[ChatMessage], **kwargs: object) -> ChatResponse:
        """Returns the whole answer."""
        del kwargs
        *_, last = self._stream(messages)
        return last

    def complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponse:
        """Returns the answer to a prompt, which is sent as the only message of a user."""
        del formatted, kwargs
        response = self.chat([ChatMessage(role=MessageRole.USER, content=prompt)])
        return CompletionResponse(text=response.message.content or "", raw=response.raw)

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponseGen:
        """Streams the answer to a prompt; see `complete`."""
        del formatted, kwargs
        for response in self._stream([ChatMessage(role=MessageRole.USER, content=prompt)]):
            yield CompletionResponse(text=response.message.content or "", delta=response.delta, raw=response.raw)

    def _stream(self, messages: Sequence[ChatMessage]) -> ChatResponseGen:
        system = "\n\n".join(message.content or "" for message in messages if message.role == MessageRole.SYSTEM)
        dialogue: list[Any] = [
            {
                "role": "assistant" if message.role == MessageRole.ASSISTANT else "user",
                "content": message.content or "",
            }
            for message in messages
            if message.role != MessageRole.SYSTEM
        ]
        text = ""
        with self._client.messages.stream(
            model=self.model, max_tokens=self.max_tokens, system=system, messages=dialogue
        ) as stream:
            for delta in stream.text_stream:
                text += delta
                yield _response(text, delta, {})
            usage = stream.get_final_message().usage
        yield _response(
            text, "", {"usage": {"prompt_tokens": usage.input_tokens, "completion_tokens": usage.output_tokens}}
        )


def _response(text: str, delta: str, raw: dict[str, Any]) -> ChatResponse:
    return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=delta, raw=raw)
