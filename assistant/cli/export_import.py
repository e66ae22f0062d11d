"""`assistant export` and `assistant import`: a library as one file, to keep or to move."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.index_update import update_index
from assistant.cli.open_library import opened
from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import note, result, result_json
from assistant.cli.terminal_text import counted


def export_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The Parquet file to write.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the library into one Parquet file: articles, passages and vectors.

    It is of one moment, whoever writes to the library meanwhile.
    """
    from dataclasses import asdict

    from assistant.cli.progress import PassageLines
    from assistant.ingest.library.archive import export_library

    with opened(library) as assistant:
        passages = assistant.library.catalog.counts()[1]
        note(f"exporting {assistant.library.shown} to {file}")
        head = export_library(assistant.library, file, PassageLines(passages).stored)
    if as_json:
        result_json({"file": str(file), **asdict(head)})
    else:
        result(f"{counted(head.articles, 'article')} and {counted(head.passages, 'passage')} in {file}")


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What assistant export wrote.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read such a file into an empty library, embedded or on servers; nothing is embedded again.

    Broken off, it goes on where it was when it is run again.
    """
    from assistant.cli.progress import PassageLines
    from assistant.ingest.library.archive import import_library, read_head

    head = read_head(file)  # a mistake is said before anything is made
    with opened(library, head.embedder, create=True) as assistant:
        note(f"importing {file} into {assistant.library.shown}")
        wait = assistant.settings.wait_seconds
        added = import_library(assistant.library, file, wait, PassageLines(head.passages).stored)
        if as_json:
            result_json({"library": assistant.library.shown, "added": added, "articles": head.articles})
        else:
            result(f"{counted(added, 'article')} brought in; the library holds {head.articles:,}")
        update_index(assistant)
