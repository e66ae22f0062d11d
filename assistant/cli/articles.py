"""`assistant articles`: what is in the library."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.exit_codes import FAILED, WRONG_USAGE
from assistant.cli.index_update import update_index
from assistant.cli.open_library import described, opened
from assistant.cli.options import CsvOption, JsonOption, LibraryOption
from assistant.cli.output import note, result_json, show
from assistant.cli.terminal_text import counted

if TYPE_CHECKING:
    from assistant.assistant import Assistant

app = typer.Typer(help="List, show and remove articles.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """List, show and remove articles."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(WRONG_USAGE)


@app.command("list")
def list_(
    library: LibraryOption = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = None,
    search: Annotated[
        str | None, typer.Option("--search", metavar="TEXT", help="Only those whose title, source or id contains this.")
    ] = None,
    csv_file: CsvOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the articles, the newest first: id, day, source and title."""
    from assistant.cli.rendering.csv_table import write_csv
    from assistant.cli.rendering.article import SUMMARY_COLUMNS, summary_cells, summary_json, summary_lines

    with opened(library) as assistant:
        note(f"listing {described(assistant)}")
        found = assistant.articles(limit=limit, text=search)
    if csv_file is not None:
        write_csv(csv_file, SUMMARY_COLUMNS, map(summary_cells, found))
        note(f"{counted(len(found), 'article')} in {csv_file}")
    elif as_json:
        result_json([summary_json(one) for one in found])
    else:
        show(summary_lines(found))


@app.command("show")
def show_one(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="The article's id, as `list` shows it.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article with its text."""
    from assistant.cli.rendering.article import article_json, article_lines

    with opened(library) as assistant:
        article = assistant.article(article_id)
    if as_json:
        result_json(article_json(article))
    else:
        show(article_lines(article))


@app.command("remove")
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="The articles' ids, as `list` shows them.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles from every index.

    The exit code is 1 if one of them is not there.
    """
    from assistant.cli.output import Piece

    with opened(library) as assistant:
        _say_if_waiting(assistant)
        removed = assistant.remove(article_ids)
        note(f"removed {counted(len(removed), 'article')} from {assistant.library.shown}")
        missing = [one for one in article_ids if one not in removed]
        if as_json:
            result_json({"removed": removed, "missing": missing})
        else:
            show([Piece(f"removed {one}")] for one in removed)
        update_index(assistant)
    for one in missing:
        note(f"error: there is no article with the id {one!r}; list them with: assistant articles list")
    if missing:
        raise typer.Exit(FAILED)


def _say_if_waiting(assistant: "Assistant") -> None:
    writer = assistant.library.writer()
    if writer:
        note(f"waiting for {writer} to finish writing to this library")
