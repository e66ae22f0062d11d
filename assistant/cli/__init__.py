"""The command line: one file a group of commands, gathered in `app`."""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: What follows the program's name; those of the process unless given.

    Returns:
        0 for success, 1 for a failure of the work, 2 for wrong usage, 130 after Ctrl-C.
    """
    from assistant.cli.exit_codes import exit_code_of

    def run() -> object:
        from assistant.cli.app import app

        return app(args=arguments, prog_name="assistant", standalone_mode=False)

    return exit_code_of(run)
