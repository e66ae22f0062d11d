"""`assistant mcp`: the library for clients of the Model Context Protocol."""

from assistant.cli.open_library import described, opened
from assistant.cli.options import EmbedderOption, LibraryOption
from assistant.cli.output import note


def mcp(library: LibraryOption = None, embedder: EmbedderOption = None) -> None:
    """Serve the library to an MCP client over stdin and stdout: ask, search, read articles. Needs the extra `mcp`.

    Over HTTP, `assistant serve` has the same at /mcp.
    """
    with opened(library, embedder) as assistant:
        from assistant.mcp_server import run_on_stdio

        note(f"serving {described(assistant)} to an MCP client on stdin and stdout")
        run_on_stdio(assistant)
