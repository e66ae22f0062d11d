"""Runs a command in a pseudo-terminal, types into it and reads it."""

import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

from cli_runs import command, environment


class Terminal:
    """A command in a pseudo-terminal.

    Attributes:
        shown: The output so far.
    """

    def __init__(self, *arguments: str | Path, cwd: Path, **variables: str) -> None:
        self._ours, theirs = pty.openpty()
        self.shown = ""
        self._seen = 0
        self.process = subprocess.Popen(
            command(*arguments),
            cwd=cwd,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**environment(), "TERM": "xterm", "COLUMNS": "100", **variables},
            start_new_session=True,
        )
        os.close(theirs)

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def interrupt(self) -> None:
        """Presses Ctrl-C, and again if nothing happens: readline misses one that comes just before it begins to wait."""
        self.process.send_signal(signal.SIGINT)
        if not select.select([self._ours], [], [], 5)[0]:
            self.process.send_signal(signal.SIGINT)

    def wait_for(self, text: str) -> None:
        """Reads until a text is shown that was not there at the last wait."""
        end = time.monotonic() + 60
        while (at := self.shown.find(text, self._seen)) < 0:
            assert time.monotonic() < end, self.shown
            assert self._read(), self.shown
        self._seen = at + len(text)

    def end(self) -> int:
        while self._read():
            pass
        os.close(self._ours)
        return self.process.wait(timeout=60)

    def _read(self) -> bool:
        if not select.select([self._ours], [], [], 60)[0]:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # the other end is closed
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)
