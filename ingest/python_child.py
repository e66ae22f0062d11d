"""Child processes that run a module of this program."""

import json
import os
import sys
import threading
import time

_WATCH_SECONDS = 1.0


def child_command(module: str, *arguments: str) -> list[str]:
    """Returns the command that calls `main` of a module, with this process's import path; `sys.argv` has the arguments."""
    start = f"import sys, json; sys.path = json.loads(sys.argv.pop(1)); from {module} import main; main()"
    return [sys.executable, "-c", start, json.dumps(sys.path), *arguments]


def end_with_parent() -> None:
    """Makes this process end when its parent has ended, whatever it is doing then."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(0)
