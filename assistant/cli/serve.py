"""`assistant serve`: serves the web page and the HTTP API."""

from typing import Annotated

import typer

from assistant.cli.library import describe_library, open_assistant
from assistant.cli.options import EmbedderOption, LibraryOption
from assistant.cli.output import print_status


def serve(
    library: LibraryOption = None,
    host: Annotated[
        str | None, typer.Option("--host", help="The address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.", show_default="7860"),
    ] = None,
    embedder: EmbedderOption = None,
) -> None:
    """Serve the chat as a web page."""
    with open_assistant(library, embedder) as assistant:
        print_status(f"serving {describe_library(assistant)}; Ctrl-C stops")
        from assistant.web.server import serve as serve_page

        settings = assistant.settings
        if settings.log != "none":
            from assistant.api.logs import log_requests

            log_requests(settings.log)
        serve_page(
            assistant,
            settings.host if host is None else host,
            settings.port if port is None else port,
            on_ready=lambda address: print_status(f"open {address}"),
        )
