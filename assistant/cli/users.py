"""`assistant users`: who may log in to the page."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.exit_codes import FAILED, WRONG_USAGE
from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import Piece, note, result, result_json, show
from assistant.cli.terminal_text import counted

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.web.login.users import Users

app = typer.Typer(help="Add, list and remove the people who may log in to the page.", rich_markup_mode=None)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="What they are called.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Add, list and remove the people who may log in to the page."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(WRONG_USAGE)


@app.command("add")
def add(
    name: NameArgument,
    library: LibraryOption = None,
    print_: Annotated[
        bool, typer.Option("--print", help="Print NAME:HASH, for ASSISTANT_USERS, and change no file.")
    ] = False,
) -> None:
    """Let somebody log in, or give them another password.

    Asks for the password; where there is no terminal, its first line is read from stdin. Only its hash is kept.
    """
    from assistant.web.login.passwords import hash_password
    from assistant.web.login.users import checked_name

    checked_name(name)
    users = _users(library)
    password = _asked_password(name)
    if print_:
        result(f"{name}:{hash_password(password)}")
        return
    first = not users.names()
    users.add(name, password)
    note(f"{name} can log in; kept in {users.file}")
    if first:
        note("a page that is being served asks for the login from its next start on")


@app.command("list")
def list_(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List who may log in."""
    users = _users(library)
    names = users.names()
    note(f"{counted(len(names), 'user')} in the settings and in {users.file}")
    if as_json:
        result_json(names)
    else:
        show([Piece(name)] for name in names)


@app.command("remove")
def remove(name: NameArgument, library: LibraryOption = None) -> None:
    """Let somebody log in no longer; where they are logged in, that ends at once."""
    users = _users(library)
    if not users.remove(name):
        note(f"error: there is no user {name!r} in {users.file}; list them with: assistant users list")
        raise typer.Exit(FAILED)
    note(f"{name} can no longer log in")
    if not users.names():
        note("nobody is left: from its next start on the page asks for no login, and is served on this computer only")


def _users(library: "Path | None") -> "Users":
    from assistant.settings import load_settings
    from assistant.web.login.users import Users

    return Users.of(load_settings(library=library))


def _asked_password(name: str) -> str:
    from assistant.ingest.errors import UsageError
    from assistant.web.login.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD

    if sys.stdin.isatty():
        password = str(typer.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UsageError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; this one has {len(password)}"
        )
    return password
