"""The command line: one module per command or group of commands, collected in `app`.

Input: the arguments of a process. Output: results on stdout, messages on stderr, an exit code.
May import: everything else in the project. Modules that a command needs are imported when it runs.
"""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: The arguments after the program's name; those of the process unless given.

    Returns:
        0 for success, 1 for a failure, 2 for wrong usage, 130 after Ctrl-C.
    """
    from assistant.cli.exit_codes import run_command

    def run() -> object:
        from assistant.cli.app import app

        return app(args=arguments, prog_name="assistant", standalone_mode=False)

    return run_command(run)
