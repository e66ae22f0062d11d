"""Updates the vector index of a folder in a process of its own, beside a server.

Chroma lets no other thread run while it adds passages. In the server's process, all answers would wait for it.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path

from assistant.ingest.budgets import BACKGROUND_NICENESS
from assistant.ingest.errors import AssistantError, LibraryError, one_line
from assistant.ingest.python_child import child_command, end_with_parent

CAN_START = sys.platform != "win32" and not getattr(sys, "frozen", False)
"""Whether there is a Python that can run the process."""

_log = logging.getLogger(__name__)


def update_index_of(folder: Path) -> None:
    """Updates the vector index of a library's folder, and waits for the end.

    Raises:
        LibraryError: If the index cannot be written.
        OSError: If the process cannot be started.
    """
    done = subprocess.run(  # noqa: S603  # runs this program
        child_command(__name__, str(folder)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        start_new_session=True,  # Ctrl-C is for the server
    )
    *remarks, last = done.stderr.splitlines() or [""]
    if done.returncode:
        raise LibraryError(
            last or f"the process that updates the vector index of {folder} ended with {done.returncode}"
        )
    for remark in filter(None, [*remarks, last]):
        _log.warning("%s", remark)


def main() -> None:
    """Updates the index of the folder that `sys.argv` names. Prints the reason of a failure."""
    from assistant.ingest.library.library import Library

    os.nice(BACKGROUND_NICENESS)
    end_with_parent()
    try:
        with Library(Path(sys.argv[1]), create=False) as library:
            library.update_index()
    except AssistantError as error:
        sys.exit(one_line(error))
