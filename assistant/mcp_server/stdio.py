"""The MCP server on stdin and stdout, for the one client that started this process."""

import anyio
from mcp.server.stdio import stdio_server

from assistant.assistant import Assistant
from assistant.mcp_server.server import mcp_server


def run_on_stdio(assistant: Assistant) -> None:
    """Serves until the client closes stdin. Other output of the process goes to stderr meanwhile."""
    anyio.run(_serve, assistant)


async def _serve(assistant: Assistant) -> None:
    server = mcp_server(assistant)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
