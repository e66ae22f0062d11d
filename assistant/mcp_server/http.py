"""The MCP server over streamable HTTP, as a route of another app, which authenticates the callers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import BaseRoute

from assistant.assistant import Assistant
from assistant.mcp_server.server import mcp_server

MCP_PATH = "/mcp"


class McpEndpoint:
    """Answers MCP clients at `MCP_PATH`. It is stateless, so any number of servers can run side by side.

    The app that contains it checks hosts, origins and keys.

    Args:
        assistant: Answers the questions.

    Attributes:
        routes: The routes to add to the app.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._server = mcp_server(assistant)
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # the app checks the host
        app = self._server.streamable_http_app(
            streamable_http_path=MCP_PATH, stateless_http=True, transport_security=security
        )
        self.routes: list[BaseRoute] = list(app.routes)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Runs the sessions; must surround the lifespan of the app."""
        async with self._server.session_manager.run():
            yield
