"""Collects all commands. Each imports what it needs when it runs, so that `--help` and wrong usage are quick."""

from typing import Annotated

import typer

from assistant import __version__
from assistant.cli import (
    articles,
    ask,
    briefing,
    chat,
    demo,
    doctor,
    export_import,
    feedback,
    follow,
    history,
    ingest,
    keys,
    mcp,
    reindex,
    serve,
    stories,
    users,
    watch,
)
from assistant.cli.default_command import require_command
from assistant.cli.evaluate import commands as evaluate_commands
from assistant.cli.output import print_result

app = typer.Typer(
    name="assistant",
    help="Ask questions about your articles; every sentence of an answer points at the exact words that back it.",
    epilog="Start with: assistant demo",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _show_version(is_given: bool) -> None:
    if is_given:
        print_result(f"assistant {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Prints the help if no command is given."""
    del version
    require_command(context)


app.command("ingest")(ingest.ingest)
app.command("ask")(ask.ask)
app.command("history")(history.history)
app.command("chat")(chat.chat)
app.command("serve")(serve.serve)
app.command("mcp")(mcp.mcp)
app.command("demo")(demo.demo)
app.command("briefing")(briefing.briefing)
app.command("stories")(stories.stories)
app.add_typer(follow.app, name="follow")
app.add_typer(watch.app, name="watch")
app.add_typer(articles.app, name="articles")
app.add_typer(keys.app, name="keys")
app.command("reindex")(reindex.reindex)
app.command("export")(export_import.export_)
app.command("import")(export_import.import_)
app.command("doctor")(doctor.doctor)
app.add_typer(users.app, name="users")
app.command("feedback")(feedback.feedback)
app.add_typer(evaluate_commands.app, name="eval")
