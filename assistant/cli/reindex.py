"""`assistant reindex`: the vector index built anew."""

from typing import Annotated

import typer

from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import note, result, result_json
from assistant.cli.terminal_text import counted


def reindex(
    library: LibraryOption = None,
    embedder: Annotated[
        str | None,
        typer.Option(
            "--embedder",
            metavar="NAME",
            help="Embed every passage anew with this model.",
            show_default="the library's own, and nothing is embedded",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build the vector index anew.

    It is made from the catalog, and nothing is embedded; with another embedder, every passage is embedded anew first.
    """
    from assistant.assistant import Assistant
    from assistant.cli.progress import PassageLines
    from assistant.settings import load_settings

    settings = load_settings(library=library, embedder=embedder)
    # The library may have been made with another embedder than the one asked for; to change that is what this is for.
    with Assistant.open(settings=settings.model_copy(update={"embedder": None}), create=False) as assistant:
        passages = assistant.library.catalog.counts()[1]
        note(f"reindexing {counted(passages, 'passage')} of {assistant.library.shown}")
        assistant.reindex(settings.embedder, progress=PassageLines(passages))
        done = {"library": assistant.library.shown, "embedder": assistant.library.embedder_name}
    if as_json:
        result_json({**done, "passages": passages})
    else:
        result(f"{counted(passages, 'passage')} indexed")
