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
    TextBlock,
    ToolCallBlock,
)
from llama_index.core.llms.custom import CustomLLM
from llama_index.core.llms.function_calling import FunctionCallingLLM
from llama_index.core.llms.llm import ToolSelection
from llama_index.core.tools.types import BaseTool
from pydantic import PrivateAttr


class AnthropicMessages(CustomLLM, FunctionCallingLLM):
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
            model_name=self.model,
            context_window=self.context_window,
            num_output=self.max_tokens,
            is_chat_model=True,
            is_function_calling_model=True,
        )

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: object) -> ChatResponseGen:
        """Streams the answer; the last response has the calls of tools, and the token usage in `raw`."""
        tools = kwargs.get("tools")
        return self._stream(messages, {"tools": tools} if tools else {})

    def chat(self, messages: Sequence[ChatMessage], **kwargs: object) -> ChatResponse:
        """Returns the whole answer."""
        *_, last = self.stream_chat(messages, **kwargs)
        return last

    def get_tool_calls_from_response(
        self, response: ChatResponse, error_on_no_tool_call: bool = True, **kwargs: object
    ) -> list[ToolSelection]:
        """Returns the calls of tools in a response."""
        del kwargs
        calls = [block for block in response.message.blocks if isinstance(block, ToolCallBlock)]
        if not calls and error_on_no_tool_call:
            raise ValueError("the model called no tool")
        return [
            ToolSelection(tool_id=call.tool_call_id or "", tool_name=call.tool_name, tool_kwargs=dict(call.tool_kwargs))
            for call in calls
            if not isinstance(call.tool_kwargs, str)
        ]

    def _prepare_chat_with_tools(
        self,
        tools: Sequence[BaseTool],
        user_msg: str | ChatMessage | None = None,
        chat_history: list[ChatMessage] | None = None,
        verbose: bool = False,
        allow_parallel_tool_calls: bool = False,
        tool_required: bool = False,
        **kwargs: object,
    ) -> dict[str, Any]:
        """Returns the arguments of `stream_chat` for messages with tools."""
        del verbose, allow_parallel_tool_calls, tool_required, kwargs
        if isinstance(user_msg, str):
            user_msg = ChatMessage(role=MessageRole.USER, content=user_msg)
        specs = [
            {
                "name": tool.metadata.get_name(),
                "description": tool.metadata.description,
                "input_schema": tool.metadata.get_parameters_dict(),
            }
            for tool in tools
        ]
        return {"messages": [*(chat_history or []), *([user_msg] if user_msg else [])], "tools": specs}

    def complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponse:
        """Returns the answer to a prompt, which is sent as the only message of a user."""
        del formatted, kwargs
        response = self.chat([ChatMessage(role=MessageRole.USER, content=prompt)])
        return CompletionResponse(text=response.message.content or "", raw=response.raw)

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: object) -> CompletionResponseGen:
        """Streams the answer to a prompt; see `complete`."""
        del formatted, kwargs
        for response in self._stream([ChatMessage(role=MessageRole.USER, content=prompt)], {}):
            yield CompletionResponse(text=response.message.content or "", delta=response.delta, raw=response.raw)

    def _stream(self, messages: Sequence[ChatMessage], options: dict[str, Any]) -> ChatResponseGen:
        system = "\n\n".join(message.content or "" for message in messages if message.role == MessageRole.SYSTEM)
        dialogue: list[Any] = [_api_message(message) for message in messages if message.role != MessageRole.SYSTEM]
        text = ""
        with self._client.messages.stream(
            model=self.model, max_tokens=self.max_tokens, system=system, messages=dialogue, **options
        ) as stream:
            for delta in stream.text_stream:
                text += delta
                yield _response(text, delta, {})
            final = stream.get_final_message()
        calls = [
            ToolCallBlock(tool_call_id=block.id, tool_name=block.name, tool_kwargs=dict(block.input))
            for block in final.content
            if block.type == "tool_use"
        ]
        counts = {"prompt_tokens": final.usage.input_tokens, "completion_tokens": final.usage.output_tokens}
        yield _response(text, "", {"usage": counts}, calls)


def _api_message(message: ChatMessage) -> dict[str, Any]:
    """Returns a message in the form of the API, which has results of tools in messages of the user."""
    if message.role == MessageRole.TOOL:
        call_id = message.additional_kwargs["tool_call_id"]
        result = {"type": "tool_result", "tool_use_id": call_id, "content": message.content or ""}
        return {"role": "user", "content": [result]}
    calls = [
        {"type": "tool_use", "id": block.tool_call_id, "name": block.tool_name, "input": block.tool_kwargs}
        for block in message.blocks
        if isinstance(block, ToolCallBlock)
    ]
    role = "assistant" if message.role == MessageRole.ASSISTANT else "user"
    text = message.content or ""
    if not calls:
        return {"role": role, "content": text}
    return {"role": role, "content": [*([{"type": "text", "text": text}] if text else []), *calls]}


def _response(text: str, delta: str, raw: dict[str, Any], calls: Sequence[ToolCallBlock] = ()) -> ChatResponse:
    message = ChatMessage(role=MessageRole.ASSISTANT, blocks=[TextBlock(text=text), *calls])
    return ChatResponse(message=message, delta=delta, raw=raw)
