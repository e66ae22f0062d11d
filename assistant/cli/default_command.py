"""A group of commands with one that may be left out: `assistant follow URL` is `assistant follow add URL`."""

from typing import Any

from typer.core import TyperGroup


class AddByDefault(TyperGroup):
    """Takes a first argument that is no command and no option as an argument of `add`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # click's context, which typer does not export
        """Inserts `add` before an argument that is no command."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["add", *args]
        return super().parse_args(ctx, args)
