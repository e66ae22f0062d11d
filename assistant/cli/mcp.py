"""`assistant mcp`: serves the library to clients of the Model Context Protocol."""

from assistant.cli.library import describe_library, open_assistant
from assistant.cli.options import EmbedderOption, LibraryOption
from assistant.cli.output import print_status


def mcp(library: LibraryOption = None, embedder: EmbedderOption = None) -> None:
    """Serve the library to an MCP client over stdin and stdout: ask, search, read articles. Needs the extra `mcp`.

    `assistant serve` offers the same over HTTP at /mcp.
    """
    with open_assistant(library, embedder) as assistant:
        from assistant.mcp_server import run_on_stdio

        print_status(f"serving {describe_library(assistant)} to an MCP client on stdin and stdout")
        run_on_stdio(assistant)
