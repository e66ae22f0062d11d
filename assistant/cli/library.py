"""Opens the library of a command, describes it, and updates its vector index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.output import print_status
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@contextmanager
def open_assistant(library: Path | None, embedder: str | None = None, *, create: bool = False) -> "Iterator[Assistant]":
    """Opens the assistant over the library that the options or the settings name.

    Args:
        library: The value of `--library`.
        embedder: The value of `--embedder`.
        create: Create the library if it is missing.

    Raises:
        AssistantError: If it cannot be opened.
    """
    from assistant.assistant import Assistant
    from assistant.settings import load_settings

    settings = load_settings(library=library, embedder=embedder)
    with Assistant.open(settings=settings, create=create) as assistant:
        yield assistant


def describe_library(assistant: "Assistant") -> str:
    """Describes the library in a few words, for stderr."""
    library = assistant.library
    articles = library.catalog.counts()[0]
    if not articles:
        return f"{library.display_name}, which holds no article yet; fill it with: assistant ingest PATH{library.command_option}"
    return f"{library.display_name} ({quantity(articles, 'article')})"


def update_index(assistant: "Assistant") -> None:
    """Updates the vector index if the library is large and the index is due. Ctrl-C leaves it as it was."""
    library = assistant.library
    if not library.is_index_due():
        return
    waiting = quantity(library.index_backlog(), "passage")
    print_status(
        f"bringing the vector index up to date ({waiting}); everything is found meanwhile, and Ctrl-C puts it off"
    )
    try:
        assistant.update_index()
    except KeyboardInterrupt:
        print_status("the vector index stays as it was; the next ingest brings it up to date")
