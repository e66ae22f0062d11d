"""The vector index brought up to date after a command has said what it did."""

from typing import TYPE_CHECKING

from assistant.cli.output import note
from assistant.cli.terminal_text import counted

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def update_index(assistant: "Assistant") -> None:
    """Brings a large index up to date where that is due; Ctrl-C leaves it as it was."""
    library = assistant.library
    if not library.is_index_due():
        return
    waiting = counted(library.index_waits_for(), "passage")
    note(f"bringing the vector index up to date ({waiting}); everything is found meanwhile, and Ctrl-C puts it off")
    try:
        assistant.update_index()
    except KeyboardInterrupt:
        note("the vector index stays as it was; the next ingest brings it up to date")
