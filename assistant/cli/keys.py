"""`assistant keys`: makes, lists and revokes the keys of the HTTP API."""

from typing import Annotated

import typer

from assistant.cli.default_command import require_command
from assistant.cli.library import open_assistant
from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import StyledText, print_json, print_lines, print_result, print_status

app = typer.Typer(help="Make, list and revoke the keys of the HTTP API.", rich_markup_mode=None)
_SCOPES = ("read", "write")


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Make, list and revoke the keys of the HTTP API."""
    require_command(context)


@app.command("make")
def make(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")],
    scope: Annotated[
        str,
        typer.Option("--scope", metavar="read|write", help="read asks and reads; write adds and removes articles too."),
    ] = "read",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key and print it. It is shown this once: only its hash is kept."""
    from assistant.api.keys import KeyStore

    if scope not in _SCOPES:
        raise typer.BadParameter(f"{scope!r} is neither read nor write", param_hint="--scope")
    with open_assistant(library, create=True) as assistant:
        secret = KeyStore(assistant.library.folder).make(name, "write" if scope == "write" else "read")
    print_status(f"made the key {name} with the scope {scope}; keep it, it is not shown again")
    if as_json:
        print_json({"name": name, "scope": scope, "key": secret})
    else:
        print_result(secret)


@app.command("list")
def list_(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the keys in use: name, scope and the day each was made."""
    from assistant.api.keys import KeyStore

    with open_assistant(library) as assistant:
        keys = KeyStore(assistant.library.folder).keys()
        print_status(f"{len(keys)} of {assistant.library.folder}")
    if as_json:
        print_json([key.model_dump(mode="json", exclude={"hash", "id"}) for key in keys])
    else:
        print_lines([StyledText(key.name, "cyan"), StyledText(f"  {key.scope}  {key.made.date()}")] for key in keys)


@app.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The key's name, as `list` shows it.")],
    library: LibraryOption = None,
) -> None:
    """Take a key out of use, from the next request on."""
    from assistant.api.keys import KeyStore

    with open_assistant(library) as assistant:
        KeyStore(assistant.library.folder).revoke(name)
    print_status(f"revoked the key {name}")


@app.command("open")
def open_(library: LibraryOption = None) -> None:
    """Let this computer use the API without a key again, after all keys were revoked."""
    from assistant.api.keys import KeyStore

    with open_assistant(library) as assistant:
        KeyStore(assistant.library.folder).open()
    print_status("this computer may use the API without a key")
