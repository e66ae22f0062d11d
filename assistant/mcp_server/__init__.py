"""The library for clients of the Model Context Protocol (MCP), read-only.

Input: an open `Assistant`; requests over stdio or HTTP.
Output: tools that ask, search and read, and each article as a resource.
May import: `assistant.assistant` and what is below it.
"""

from assistant.ingest.errors import MissingExtraError

try:
    import mcp  # noqa: F401  # imported first, so that the error names the extra to install
except ImportError as error:
    raise MissingExtraError("the MCP server", "mcp") from error

from assistant.mcp_server.http import MCP_PATH, McpEndpoint
from assistant.mcp_server.server import mcp_server
from assistant.mcp_server.stdio import run_on_stdio

__all__ = ["MCP_PATH", "McpEndpoint", "mcp_server", "run_on_stdio"]
