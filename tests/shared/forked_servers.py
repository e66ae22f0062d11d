"""Starts servers of the page by forking a process that has imported the program already: the imports take most of a start."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

_MAX_REQUEST_BYTES = 1 << 20
_POLL_SECONDS = 0.02

FORKING = f"""
import json, os, socket, sys, traceback
import matplotlib
from assistant import Assistant
from assistant.ingest.language.detection import question_language
from assistant.ingest.readers.registry import formats
from assistant.web.server import serve

question_language("¿Qué ha pasado?", ["es"])  # loads the language detection
formats()

def run(library, port, environment):
    os.environ.clear()
    os.environ.update(environment)
    with Assistant.open(library) as assistant:
        serve(assistant, "127.0.0.1", port, on_ready=lambda url: print(url, flush=True))

def child(outputs, server):
    code = 1
    try:
        for output, standard in zip(outputs, (1, 2)):
            os.dup2(output, standard)
        run(**server)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

channel = socket.socket(fileno=int(sys.argv[1]))
while True:
    data, outputs, *_ = socket.recv_fds(channel, {_MAX_REQUEST_BYTES}, 2)
    if not data:
        break
    request = json.loads(data)
    if "server" in request:
        pid = os.fork()
        if pid == 0:
            channel.close()
            child(outputs, request["server"])
        for output in outputs:
            os.close(output)
        reply = pid
    else:
        ended, status = os.waitpid(request["pid"], os.WNOHANG)
        reply = os.waitstatus_to_exitcode(status) if ended else None
    channel.sendall(json.dumps(reply).encode())
"""


class _ForkingProcess:
    """The process that is forked. It ends with the tests, whose end of the socket is closed then."""

    def __init__(self) -> None:
        self._channel, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with there:
            subprocess.Popen([sys.executable, "-c", FORKING, str(there.fileno())], pass_fds=[there.fileno()])

    def request(self, message: dict[str, Any], *outputs: int) -> int | None:
        socket.send_fds(self._channel, [json.dumps(message).encode()], outputs)
        reply: int | None = json.loads(self._channel.recv(100))
        return reply


@cache
def _forking_process() -> _ForkingProcess:
    return _ForkingProcess()


class ForkedServer:
    """One server, with the methods of `subprocess.Popen` that tests use.

    Args:
        library: The folder of the library.
        port: The port; 0 for any free one.
        environment: All environment variables.

    Attributes:
        pid: The number of the process.
        stdout: What it prints.
    """

    def __init__(self, library: Path, port: int, environment: dict[str, str]) -> None:
        reading, writing = os.pipe()
        server = {"library": str(library), "port": port, "environment": environment}
        pid = _forking_process().request({"server": server}, writing, 2)
        os.close(writing)
        assert pid is not None
        self.pid = pid
        self.stdout = os.fdopen(reading)
        self._exit_code: int | None = None

    def send_signal(self, number: int) -> None:
        """Sends a signal, unless the process has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Tells the process to end."""
        self.send_signal(signal.SIGTERM)

    def poll(self) -> int | None:
        """Returns the exit code; None while the process runs."""
        if self._exit_code is None:
            self._exit_code = _forking_process().request({"pid": self.pid})
        return self._exit_code

    def wait(self, seconds: float) -> int:
        """Waits for the end of the process and returns the exit code."""
        patience = time.monotonic() + seconds
        while (code := self.poll()) is None:
            if time.monotonic() > patience:
                os.kill(self.pid, signal.SIGKILL)
                raise AssertionError(f"the server did not end within {seconds:g} s")
            time.sleep(_POLL_SECONDS)
        return code

    def close(self) -> None:
        """Ends the process and closes the pipe."""
        self.terminate()
        self.wait(30)
        self.stdout.close()
