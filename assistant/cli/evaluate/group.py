"""`assistant eval SET` is `assistant eval run SET`: a group of commands that runs where no command is named."""

from typing import Any

from typer.core import TyperGroup

_DEFAULT = "run"
_HELP = {"-h", "--help"}


class RunUnlessNamed(TyperGroup):
    """The command `run` need not be written."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # typer keeps its class to itself
        """Puts `run` in front of what does not begin with a command."""
        if args and args[0] not in self.commands and args[0] not in _HELP:
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)
