"""Runs commands and programs by forking a process that has imported the product already: the imports take most of a start.

A test of the start itself, of signals or of a terminal starts a real process instead.
"""

import os
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

_PATIENCE = 120
_POLL_SECONDS = 0.02

_FORKING = """
import atexit, gc, io, json, os, signal, socket, sys, threading, time, traceback
import assistant.assistant, assistant.cli.app, assistant.ingest.pipeline, assistant.ingest.readers.web_page
import assistant.ingest.fetching.fetch, assistant.ingest.document_processes
import chromadb, httpx, numpy, onnxruntime, rich.console, rich.progress, tokenizers, trafilatura
from assistant.ingest.language.detection import question_language
from assistant.ingest.readers.registry import formats

question_language("¿Qué ha pasado?", ["es"])  # loads the language detection
formats()

def run(request):
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    sys.stdin = open(0, encoding="utf-8")
    sys.stdout = open(1, "w", encoding="utf-8")
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    name, *arguments = request["arguments"]
    sys.argv = [name, *arguments]
    if name == "-c":
        sys.argv = ["-c", *arguments[1:]]
        exec(arguments[0], {"__name__": "__main__"})
        return 0
    from assistant.cli import main
    return main(arguments)

def child(request, connection, descriptors):
    code = 1
    try:
        for descriptor, standard in zip(descriptors, (0, 1, 2)):
            os.dup2(descriptor, standard)
            os.close(descriptor)
        code = run(request)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        threading._shutdown()
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass
        connection.sendall(str(code).encode())
        os._exit(code)

listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listening.bind(sys.argv[1])
listening.listen(32)
listening.settimeout(2)
gc.freeze()
parent = os.getppid()
while os.getppid() == parent:
    try:
        connection, _ = listening.accept()
    except TimeoutError:
        continue
    finally:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
    connection.settimeout(None)
    with connection:
        data, descriptors, *_ = socket.recv_fds(connection, 8, 3)
        size = int.from_bytes(data, "big")
        text = b""
        while len(text) < size:
            text += connection.recv(size - len(text))
        if os.fork() == 0:
            listening.close()
            child(json.loads(text), connection, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
"""

_CLIENT = """
import json, os, socket, sys
connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.connect(sys.argv[1])
request = {"arguments": sys.argv[2:], "folder": os.getcwd(), "environment": dict(os.environ)}
data = json.dumps(request).encode()
socket.send_fds(connection, [len(data).to_bytes(8, "big")], [0, 1, 2])
connection.sendall(data)
sys.exit(int(connection.recv(10) or 70))
"""


@cache
def _address() -> Path:
    """Starts the process that is forked; returns the address of its socket. It ends with the tests."""
    address = Path(tempfile.mkdtemp(prefix="fork-")) / "socket"
    process = subprocess.Popen([sys.executable, "-c", _FORKING, str(address)], stdin=subprocess.DEVNULL)
    last = time.monotonic() + _PATIENCE
    while not address.exists():
        assert process.poll() is None, "the process to be forked did not start"
        assert time.monotonic() < last, "the process to be forked takes too long to start"
        time.sleep(_POLL_SECONDS)
    return address


def forked_command(*arguments: str | Path) -> list[str]:
    """Returns the command that does what `assistant` with these arguments does."""
    # -S and -E: the client needs the standard library only.
    return [sys.executable, "-SE", "-c", _CLIENT, str(_address()), "assistant", *map(str, arguments)]


def forked_python(code: str) -> list[str]:
    """Returns the command that does what `python -c` with this code does."""
    return [sys.executable, "-SE", "-c", _CLIENT, str(_address()), "-c", code]


def install_forked_command(folder: Path) -> None:
    """Writes a program `assistant` into a folder, for shells that have the folder on their path."""
    client = folder / "client.py"
    client.write_text(_CLIENT)
    program = folder / "assistant"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -SE "{client}" "{_address()}" assistant "$@"\n')
    program.chmod(0o755)
    assert os.access(program, os.X_OK)
