"""What goes wrong, said in one line on stderr, and the exit code for it. No traceback reaches a user."""

import os
import sys
import traceback
from collections.abc import Callable

from assistant.cli.output import ReaderGoneError, accept_any_text, close_quietly, note

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
READER_GONE = 141
"""What a shell reports for a program that SIGPIPE ended."""

DEBUG_VARIABLE = "ASSISTANT_DEBUG"


def exit_code_of(run: Callable[[], object]) -> int:
    """Runs a command, reports what goes wrong, and gives the exit code.

    Args:
        run: Gives the exit code, or anything else for success.
    """
    try:
        return _reported(run)
    except ReaderGoneError:
        return READER_GONE
    except KeyboardInterrupt:
        return INTERRUPTED


def _reported(run: Callable[[], object]) -> int:
    accept_any_text()
    try:
        returned = run()
        code = returned if isinstance(returned, int) else 0
        sys.stdout.flush()
    except (ReaderGoneError, SystemExit):
        raise
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        close_quietly(sys.stdout)
        return READER_GONE
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        message, code = _explained(error)
        note(f"error: {message}")
        return code
    if code == INTERRUPTED:
        note("interrupted; what was finished stays finished")
    return code


def _explained(error: Exception) -> tuple[str, int]:
    """The line for the user, and the exit code."""
    import typer

    from assistant.ingest.errors import AssistantError, UsageError

    if isinstance(error, typer.TyperException):
        return f"{_without_full_stop(error.format_message())}; see: {_help_command(error)}", error.exit_code
    if isinstance(error, UsageError):
        return str(error), WRONG_USAGE
    if isinstance(error, AssistantError):
        return str(error), FAILED
    kind = type(error).__name__
    return f"{kind}: {error} (unexpected; {DEBUG_VARIABLE}=1 shows where it happened)", FAILED


def _without_full_stop(text: str) -> str:
    return text.strip().removesuffix(".")


def _help_command(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path if context else 'assistant'} --help"
