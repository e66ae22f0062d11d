"""`assistant articles`: lists, shows, compares and removes articles."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.default_command import require_command
from assistant.cli.exit_codes import FAILED
from assistant.cli.library import describe_library, open_assistant, update_index
from assistant.cli.options import CsvOption, JsonOption, LibraryOption
from assistant.cli.output import print_json, print_lines, print_status
from assistant.ingest.errors import no_article
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from assistant.assistant import Assistant

app = typer.Typer(help="List, show and remove articles.", rich_markup_mode=None)

ArticleArgument = Annotated[str, typer.Argument(metavar="ID", help="The article's id, as `list` shows it.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """List, show and remove articles."""
    require_command(context)


@app.command("list")
def list_(
    library: LibraryOption = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="The largest number of articles.")
    ] = None,
    search: Annotated[
        str | None,
        typer.Option("--search", metavar="TEXT", help="Only articles whose title, source or id contains this."),
    ] = None,
    csv_file: CsvOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the articles, the newest first: id, day, source and title."""
    from assistant.cli.rendering.article import SUMMARY_COLUMNS, summary_cells, summary_json, summary_lines
    from assistant.cli.rendering.csv_table import write_csv

    with open_assistant(library) as assistant:
        print_status(f"listing {describe_library(assistant)}")
        articles = assistant.articles(limit=limit, text=search)
    if csv_file is not None:
        write_csv(csv_file, SUMMARY_COLUMNS, map(summary_cells, articles))
        print_status(f"{quantity(len(articles), 'article')} in {csv_file}")
    elif as_json:
        print_json([summary_json(article) for article in articles])
    else:
        print_lines(summary_lines(articles))


@app.command("show")
def show(
    article_id: ArticleArgument,
    edition: Annotated[
        str | None,
        typer.Option("--edition", metavar="NAME", help="As a citation or `editions` names it.", show_default="newest"),
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one article with its text."""
    from assistant.cli.rendering.article import article_json, article_lines

    with open_assistant(library) as assistant:
        article = assistant.article(article_id, edition)
    if as_json:
        print_json(article_json(article))
    else:
        print_lines(article_lines(article))


@app.command("editions")
def editions(article_id: ArticleArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the editions of an article, the oldest first: name, when it was stored and replaced, title."""
    from assistant.cli.rendering.editions import edition_json, edition_lines

    with open_assistant(library) as assistant:
        stored = assistant.editions(article_id)
    if as_json:
        print_json([edition_json(edition) for edition in stored])
    else:
        print_lines(edition_lines(stored))


@app.command("changes")
def changes(
    article_id: ArticleArgument,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="NAME", help="The edition to compare with.", show_default="the one before"),
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show word by word how an article differs from an earlier edition: [-removed-] {+added+}."""
    from dataclasses import asdict

    from assistant.cli.rendering.editions import change_lines, compared_editions

    with open_assistant(library) as assistant:
        parts = assistant.changes(article_id, since)
        editions = assistant.editions(article_id)
    print_status(compared_editions(editions, since))
    if as_json:
        print_json([asdict(part) for part in parts])
    else:
        print_lines(change_lines(parts))


@app.command("remove")
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="The articles' ids, as `list` shows them.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles with all their editions.

    The exit code is 1 if one of them is not there.
    """
    from assistant.cli.output import StyledText

    with open_assistant(library) as assistant:
        _report_writer(assistant)
        removed = assistant.remove(article_ids)
        print_status(f"removed {quantity(len(removed), 'article')} from {assistant.library.display_name}")
        missing = [article_id for article_id in article_ids if article_id not in removed]
        if as_json:
            print_json({"removed": removed, "missing": missing})
        else:
            print_lines([StyledText(f"removed {article_id}")] for article_id in removed)
        update_index(assistant)
    for article_id in missing:
        print_status(f"error: {no_article(article_id)}")
    if missing:
        raise typer.Exit(FAILED)


def _report_writer(assistant: "Assistant") -> None:
    writer = assistant.library.writer()
    if writer:
        print_status(f"waiting for {writer} to finish writing to this library")
