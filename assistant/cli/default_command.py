"""What a group of commands does without a command: some take one by default, the others print their help."""

from typing import Any

import typer
from typer.core import TyperGroup

from assistant.cli.exit_codes import WRONG_USAGE


class AddByDefault(TyperGroup):
    """Takes a first argument that is no command and no option as an argument of `add`: `follow URL` is `follow add URL`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # click's context, which typer does not export
        """Inserts `add` before an argument that is no command."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["add", *args]
        return super().parse_args(ctx, args)


def require_command(context: typer.Context) -> None:
    """Prints the help of a group and ends with the exit code of wrong usage, if no command of the group was given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(WRONG_USAGE)
