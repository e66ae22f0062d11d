"""A server of its own process, to be measured: `assistant serve` over a library, without a limit of requests."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.ingest.errors import AssistantError

_READY = re.compile(r"^open (http://\S+)$")
_END_SECONDS = 60


@contextmanager
def running_server(library: Path) -> Iterator[str]:
    """Serves a library until the end of the block; gives the address.

    Raises:
        AssistantError: If it does not start.
    """
    command = [
        sys.executable,
        "-m",
        "assistant",
        "serve",
        "--library",
        str(library),
        "--host",
        "127.0.0.1",
        "--port",
        "0",
    ]
    environment = {**os.environ, "ASSISTANT_REQUESTS_PER_MINUTE": "0"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)  # noqa: S603  # our own program
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate(timeout=_END_SECONDS)


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        if ready := _READY.match(line.strip()):
            return ready[1]
        said = line.strip() or said
    raise AssistantError(f"the server to be measured did not start: {said}")
