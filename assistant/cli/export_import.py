"""`assistant export` and `assistant import`: a library as one Parquet file, for a backup or a move."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.library import open_assistant, update_index
from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import print_json, print_result, print_status
from assistant.prompts.wording import quantity


def export_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The Parquet file to write.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the library into one Parquet file: articles, passages and vectors.

    The file is consistent, even if another process writes to the library meanwhile.
    """
    from dataclasses import asdict

    from assistant.cli.progress import PassageProgress
    from assistant.ingest.library.archive import export_library

    with open_assistant(library) as assistant:
        passages = assistant.library.catalog.counts()[1]
        print_status(f"exporting {assistant.library.display_name} to {file}")
        head = export_library(assistant.library, file, PassageProgress(passages).stored)
    if as_json:
        print_json({"file": str(file), **asdict(head)})
    else:
        print_result(f"{quantity(head.articles, 'article')} and {quantity(head.passages, 'passage')} in {file}")


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file written by assistant export.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read an exported file into an empty library, in a folder or on servers; nothing is embedded again.

    An interrupted import continues when it is run again.
    """
    from assistant.cli.progress import PassageProgress
    from assistant.ingest.library.archive import import_library, read_header

    head = read_header(file)  # fails before a library is created
    with open_assistant(library, head.embedder, create=True) as assistant:
        print_status(f"importing {file} into {assistant.library.display_name}")
        wait = assistant.settings.wait_seconds
        added = import_library(assistant.library, file, wait, PassageProgress(head.passages).stored)
        if as_json:
            print_json({"library": assistant.library.display_name, "added": added, "articles": head.articles})
        else:
            print_result(f"{quantity(added, 'article')} brought in; the library holds {head.articles:,}")
        update_index(assistant)
