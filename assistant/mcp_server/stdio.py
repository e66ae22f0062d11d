"""The server on stdin and stdout: one client, which started this process."""

import anyio
from mcp.server.stdio import stdio_server

from assistant.assistant import Assistant
from assistant.mcp_server.server import mcp_server


def run_on_stdio(assistant: Assistant) -> None:
    """Serves until the client closes stdin. Meanwhile whatever else is printed goes to stderr."""
    anyio.run(_serve, assistant)


async def _serve(assistant: Assistant) -> None:
    server = mcp_server(assistant)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
