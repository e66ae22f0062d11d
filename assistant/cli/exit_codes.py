"""Turns the result of a command into an exit code, and an error into one line on stderr. No traceback reaches a user."""

import os
import sys
import traceback
from collections.abc import Callable

from assistant.cli.output import OutputClosedError, discard_output, print_status, replace_unencodable

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
OUTPUT_CLOSED = 141
"""What a shell reports for a program that SIGPIPE ended."""

DEBUG_VARIABLE = "ASSISTANT_DEBUG"


def run_command(run: Callable[[], object]) -> int:
    """Runs a command, reports its error, and returns the exit code.

    Args:
        run: The command; returns the exit code, or anything else for success.
    """
    try:
        return _run_and_report(run)
    except OutputClosedError:
        return OUTPUT_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED


def _run_and_report(run: Callable[[], object]) -> int:
    replace_unencodable()
    try:
        returned = run()
        code = returned if isinstance(returned, int) else 0
        sys.stdout.flush()
    except (OutputClosedError, SystemExit):
        raise
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        discard_output(sys.stdout)
        return OUTPUT_CLOSED
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        message, code = _explain(error)
        print_status(f"error: {message}")
        return code
    if code == INTERRUPTED:
        print_status("interrupted; what was finished stays finished")
    return code


def _explain(error: Exception) -> tuple[str, int]:
    """Returns the line for the user, and the exit code."""
    import typer

    from assistant.ingest.errors import AssistantError, UsageError

    if isinstance(error, typer.TyperException):
        return f"{_without_full_stop(error.format_message())}; see: {_help_command(error)}", error.exit_code
    if isinstance(error, UsageError):
        return str(error), WRONG_USAGE
    if isinstance(error, AssistantError):
        return str(error), FAILED
    return f"{type(error).__name__}: {error} (unexpected; {DEBUG_VARIABLE}=1 shows where it happened)", FAILED


def _without_full_stop(text: str) -> str:
    return text.strip().removesuffix(".")


def _help_command(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path if context else 'assistant'} --help"
