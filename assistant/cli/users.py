"""`assistant users`: adds, lists and removes the users who may log in to the page."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.default_command import require_command
from assistant.cli.exit_codes import FAILED
from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import StyledText, print_json, print_lines, print_result, print_status
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.web.login.users import Users

app = typer.Typer(help="Add, list and remove the users who may log in to the page.", rich_markup_mode=None)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Add, list and remove the users who may log in to the page."""
    require_command(context)


@app.command("add")
def add(
    name: NameArgument,
    library: LibraryOption = None,
    print_: Annotated[
        bool, typer.Option("--print", help="Print NAME:HASH, for ASSISTANT_USERS, and change no file.")
    ] = False,
) -> None:
    """Add a user, or change a user's password.

    Asks for the password; without a terminal, reads it from the first line of stdin. Only its hash is stored.
    """
    from assistant.web.login.passwords import hash_password
    from assistant.web.login.users import checked_name

    checked_name(name)
    users = _users(library)
    password = _read_password(name)
    if print_:
        print_result(f"{name}:{hash_password(password)}")
        return
    is_first = not users.names()
    users.add(name, password)
    print_status(f"{name} can log in; kept in {users.file}")
    if is_first:
        print_status("a page that is being served asks for the login from its next start on")


@app.command("list")
def list_(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the users who may log in."""
    users = _users(library)
    names = users.names()
    print_status(f"{quantity(len(names), 'user')} in the settings and in {users.file}")
    if as_json:
        print_json(names)
    else:
        print_lines([StyledText(name)] for name in names)


@app.command("remove")
def remove(name: NameArgument, library: LibraryOption = None) -> None:
    """Remove a user. The user's login sessions end at once."""
    users = _users(library)
    if not users.remove(name):
        print_status(f"error: there is no user {name!r} in {users.file}; list them with: assistant users list")
        raise typer.Exit(FAILED)
    print_status(f"{name} can no longer log in")
    if not users.names():
        print_status(
            "nobody is left: from its next start on the page asks for no login, and is served on this computer only"
        )


def _users(library: "Path | None") -> "Users":
    from assistant.settings import load_settings
    from assistant.web.login.users import Users

    return Users.from_settings(load_settings(library=library))


def _read_password(name: str) -> str:
    from assistant.ingest.errors import UsageError
    from assistant.web.login.passwords import MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS

    if sys.stdin.isatty():
        password = str(typer.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not MIN_PASSWORD_CHARACTERS <= len(password) <= MAX_PASSWORD_CHARACTERS:
        raise UsageError(
            f"a password has {MIN_PASSWORD_CHARACTERS} to {MAX_PASSWORD_CHARACTERS} characters; this one has {len(password)}"
        )
    return password
