"""One turn of a model that may call tools, in the protocol of its provider."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.generative.errors import llm_error
from assistant.generative.providers.base import OpenLLM
from assistant.generative.research.tools import ResearchTool
from assistant.generative.streaming import TokenUse, stream_responses, token_use

if TYPE_CHECKING:
    from collections.abc import Generator

    from llama_index.core.llms import LLM, ChatMessage, ChatResponse
    from llama_index.core.tools import FunctionTool


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that the model asks for.

    Attributes:
        id: The id that the result must carry; empty if the provider has none.
        tool: The name of the tool.
        arguments: The arguments, as the model wrote them.
    """

    id: str
    tool: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ToolTurn:
    """What the model returned.

    Attributes:
        calls: The calls; none if the model has what it needs.
        use: The tokens that the turn used.
    """

    calls: tuple[ToolCall, ...]
    use: TokenUse


def next_turn(
    model: OpenLLM, messages: "Sequence[ChatMessage]", tools: Sequence[ResearchTool], seconds: float
) -> ToolTurn:
    """Lets the model call tools.

    Args:
        model: The model.
        messages: The messages so far.
        tools: The tools.
        seconds: How long it may take.

    Raises:
        LLMError: If there is no answer, its server knows no tools, or it takes too long.
    """
    functions = [_function(tool) for tool in tools]
    llms: list[LLM] = []

    def start(llm: "LLM") -> "Generator[ChatResponse, None, None]":
        from llama_index.core.llms.function_calling import FunctionCallingLLM

        if not isinstance(llm, FunctionCallingLLM):
            raise TypeError(f"{type(llm).__name__} calls no tools")
        llms[:] = [llm]
        return llm.stream_chat_with_tools(functions, chat_history=list(messages))

    use, last = TokenUse(), None
    with closing(stream_responses(model, start, seconds=seconds)) as responses:
        for response in responses:
            use = token_use(response.raw) or use
            last = response
    if last is None:
        return ToolTurn((), use)
    try:
        selected = llms[0].get_tool_calls_from_response(last, error_on_no_tool_call=False)  # type: ignore[attr-defined]
    except Exception as error:
        raise llm_error(error, model.display_name) from error
    return ToolTurn(tuple(ToolCall(one.tool_id, one.tool_name, one.tool_kwargs) for one in selected), use)


def call_messages(calls: Sequence[ToolCall], results: Sequence[str]) -> "list[ChatMessage]":
    """Returns the messages that tell the model what its calls returned. What it wrote or thought beside them is left out."""
    from llama_index.core.base.llms.types import ToolCallBlock
    from llama_index.core.llms import ChatMessage

    blocks = [
        ToolCallBlock(tool_call_id=call.id, tool_name=call.tool, tool_kwargs=dict(call.arguments)) for call in calls
    ]
    return [
        ChatMessage(role="assistant", blocks=blocks),
        *(
            ChatMessage(role="tool", content=result, additional_kwargs={"tool_call_id": call.id, "name": call.tool})
            for call, result in zip(calls, results, strict=True)
        ),
    ]


def _function(tool: ResearchTool) -> "FunctionTool":
    from llama_index.core.tools import FunctionTool

    return FunctionTool.from_defaults(
        fn=tool.run, name=tool.name, description=tool.description, fn_schema=tool.arguments
    )
