"""Opens the library that a command is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@contextmanager
def opened(library: Path | None, embedder: str | None = None, *, create: bool = False) -> "Iterator[Assistant]":
    """The assistant over the library of the option, the environment or `assistant.toml`.

    Args:
        library: What `--library` says.
        embedder: What `--embedder` says.
        create: Make the library if it is missing.

    Raises:
        AssistantError: If it cannot be opened.
    """
    from assistant.assistant import Assistant
    from assistant.settings import load_settings

    settings = load_settings(library=library, embedder=embedder)
    with Assistant.open(settings=settings, create=create) as assistant:
        yield assistant


def described(assistant: "Assistant") -> str:
    """The library in a few words, for stderr."""
    from assistant.cli.terminal_text import counted

    library = assistant.library
    articles = assistant.library.catalog.counts()[0]
    if not articles:
        return f"{library.shown}, which holds no article yet; fill it with: assistant ingest PATH{library.option}"
    return f"{library.shown} ({counted(articles, 'article')})"
