"""Starts `assistant serve` over a library in its own process, without a rate limit."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.ingest.errors import AssistantError

_ADDRESS_LINE = re.compile(r"^open (http://\S+)$")
_STOP_TIMEOUT_SECONDS = 60


@contextmanager
def running_server(library: Path) -> Iterator[str]:
    """Serves a library until the end of the block; yields the address.

    Raises:
        AssistantError: If the server does not start.
    """
    options = ["--library", str(library), "--host", "127.0.0.1", "--port", "0"]
    command = [sys.executable, "-m", "assistant", "serve", *options]
    environment = {**os.environ, "ASSISTANT_REQUESTS_PER_MINUTE": "0"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)  # noqa: S603  # our own program
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate(timeout=_STOP_TIMEOUT_SECONDS)


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    last_line = ""
    for line in process.stderr:
        if match := _ADDRESS_LINE.match(line.strip()):
            return match[1]
        last_line = line.strip() or last_line
    raise AssistantError(f"the server to be measured did not start: {last_line}")
