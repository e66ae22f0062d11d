"""The server over streamable HTTP, as one route of another app, which says who may use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import BaseRoute

from assistant.assistant import Assistant
from assistant.mcp_server.server import mcp_server

MCP_PATH = "/mcp"


class McpEndpoint:
    """Answers MCP clients at `MCP_PATH`. It remembers nothing between two requests, so any number of servers can stand side by side.

    Names, pages and keys are checked by the app that it is a part of.

    Args:
        assistant: Answers the questions.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._server = mcp_server(assistant)
        unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        app = self._server.streamable_http_app(
            streamable_http_path=MCP_PATH, stateless_http=True, transport_security=unchecked
        )
        self.routes: list[BaseRoute] = list(app.routes)
        """To be added to the app's."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Has to surround the life of the app."""
        async with self._server.session_manager.run():
            yield
