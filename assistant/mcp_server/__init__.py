"""The library for clients of the Model Context Protocol: tools that ask, search and read, and every article as a resource. Nothing is written."""

from assistant.ingest.errors import MissingExtraError

try:
    import mcp  # noqa: F401  # seen here, so that whoever lacks it is told what to install
except ImportError as error:
    raise MissingExtraError("the MCP server", "mcp") from error

from assistant.mcp_server.http import MCP_PATH, McpEndpoint
from assistant.mcp_server.server import mcp_server
from assistant.mcp_server.stdio import run_on_stdio

__all__ = ["MCP_PATH", "McpEndpoint", "mcp_server", "run_on_stdio"]
