"""The MCP server: tools and resources on top of the official SDK, with readable errors."""

import logging
from typing import Any

import anyio
from mcp import MCPError, types
from mcp.server import Server
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from pydantic import ValidationError

from assistant import __version__
from assistant.assistant import Assistant
from assistant.ingest.errors import AssistantError, UsageError
from assistant.mcp_server import resources
from assistant.mcp_server.tools import TOOLS, ArticlesTool
from assistant.prompts import render

_log = logging.getLogger(__name__)

_Context = ServerRequestContext[Any]
_READS_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def mcp_server(assistant: Assistant) -> "Server[Any]":
    """Builds the server over an open library, for any transport of the SDK; `assistant mcp` runs it.

    Args:
        assistant: Answers the questions; it must stay open while the server runs.
    """
    settings = assistant.settings
    limiter = anyio.CapacityLimiter(settings.answers_at_once)
    capacity = settings.answers_at_once + settings.answers_waiting
    open_calls = 0

    async def list_tools(_: _Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_description(name, tool) for name, tool in TOOLS.items()])

    async def call_tool(_: _Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        nonlocal open_calls
        if open_calls >= capacity:
            return _failed("too many questions are waiting; try again in a moment")
        open_calls += 1
        try:
            return await anyio.to_thread.run_sync(
                _call_tool, assistant, params.name, params.arguments or {}, limiter=limiter
            )
        finally:
            open_calls -= 1

    async def list_resources(_: _Context, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return await anyio.to_thread.run_sync(resources.list_page, assistant, params.cursor if params else None)

    async def list_templates(_: _Context, __: types.PaginatedRequestParams | None) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[resources.TEMPLATE])

    async def read_resource(_: _Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return await anyio.to_thread.run_sync(resources.read, assistant, str(params.uri))

    server: Server[Any] = Server(
        "article-assistant",
        version=__version__,
        title="Article assistant",
        instructions=render("mcp_instructions"),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )
    server.middleware.append(_readable_errors)
    return server


def _description(name: str, tool: ArticlesTool) -> types.Tool:
    return types.Tool(
        name=name,
        title=tool.title,
        description=render(f"tool_{name}"),
        input_schema=tool.arguments.model_json_schema(),
        output_schema=tool.result.model_json_schema(mode="serialization"),
        annotations=_READS_ONLY,
    )


def _call_tool(assistant: Assistant, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
    """Runs a tool. An error in the request becomes a result that the model can read and correct."""
    try:
        if name not in TOOLS:
            raise UsageError(f"there is no tool {name[:40]!r}; there are {', '.join(TOOLS)}")
        tool = TOOLS[name]
        result = tool.run(assistant, tool.arguments.model_validate(arguments))
    except ValidationError as error:
        return _failed(_validation_message(error))
    except AssistantError as error:
        return _failed(str(error))
    return types.CallToolResult(
        content=[types.TextContent(text=tool.to_text(result))], structured_content=result.model_dump(mode="json")
    )


def _failed(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=message)], is_error=True)


def _validation_message(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "the arguments"
    return f"{name}: {first['msg'][:1].lower()}{first['msg'][1:]}"


async def _readable_errors(ctx: _Context, call_next: CallNext) -> HandlerResult:
    """Keeps the messages of our own errors; hides the details of all other errors from the client."""
    try:
        return await call_next(ctx)
    except (MCPError, ValidationError):
        raise
    except AssistantError as error:
        code = types.INVALID_PARAMS if isinstance(error, UsageError) else types.INTERNAL_ERROR
        raise MCPError(code, str(error)) from error
    except Exception as error:
        _log.exception("an MCP request failed")
        raise MCPError(types.INTERNAL_ERROR, "something went wrong in the server; its log says what") from error
