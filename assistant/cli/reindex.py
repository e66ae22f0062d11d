"""`assistant reindex`: rebuilds the vector index."""

from typing import Annotated

import typer

from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import print_json, print_result, print_status
from assistant.prompts.wording import quantity


def reindex(
    library: LibraryOption = None,
    embedder: Annotated[
        str | None,
        typer.Option(
            "--embedder",
            metavar="NAME",
            help="Embed every passage again with this model.",
            show_default="the library's own, and nothing is embedded",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Rebuild the vector index.

    It is built from the catalog without embedding; with another embedder, every passage is embedded again first. A library of an earlier
    version gets the words and the languages that this version searches by.
    """
    from assistant.assistant import Assistant
    from assistant.cli.progress import PassageProgress
    from assistant.settings import load_settings

    settings = load_settings(library=library, embedder=embedder)
    # The library may have another embedder than the requested one: this command changes it.
    with Assistant.open(settings=settings.model_copy(update={"embedder": None}), create=False) as assistant:
        passages = assistant.library.catalog.counts()[1]
        print_status(f"reindexing {quantity(passages, 'passage')} of {assistant.library.display_name}")
        assistant.reindex(settings.embedder, progress=PassageProgress(passages))
        outcome = {"library": assistant.library.display_name, "embedder": assistant.library.embedder_name}
    if as_json:
        print_json({**outcome, "passages": passages})
    else:
        print_result(f"{quantity(passages, 'passage')} indexed")
