"""With no network at all, everything works on the packaged embedder, and nothing so much as tries to reach one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EVERYTHING = """
import fcntl, json, os, signal, socket, struct, sys, threading, urllib.request
from importlib.resources import files

with socket.socket() as any_socket, __import__("contextlib").suppress(OSError):
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # the loopback device of a new network is down

LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "", None}
tried = []

def no_network(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in LOCAL:
        tried.append(str(arguments[1]))
        raise OSError("there is no network")
    if event == "socket.getaddrinfo" and arguments[0] not in LOCAL:
        tried.append(str(arguments[0]))
        raise OSError("there is no network")

sys.addaudithook(no_network)

from assistant import Assistant
from assistant.conversations.conversation import Conversation

result = {}
with Assistant.open(sys.argv[1]) as assistant:
    result["failed"] = [one.reason for one in assistant.ingest(str(files("assistant.samples"))).failed]
    chat = Conversation()
    result["first"] = assistant.ask("When was Tannery Bridge closed?", conversation=chat).status
    result["second"] = assistant.ask("Why?", conversation=chat).text
    result["page"] = assistant.ingest("http://harbour-post.example/story.html").failed[0].reason
    attempted, tried[:] = list(tried), []

    from assistant.web.server import serve

    def look(url):
        with urllib.request.urlopen(url) as page:
            result["served"] = page.status, len(page.read())
        os.kill(os.getpid(), signal.SIGINT)

    serve(assistant, "127.0.0.1", 0, on_ready=lambda url: threading.Thread(target=look, args=(url,)).start())
    result["problems"] = assistant.library.problems()
result["attempted"], result["unexpected"] = attempted, tried
print(json.dumps(result))
"""


def _without_network() -> list[str]:
    """What a command is started with so that it has no network; empty where that is not allowed."""
    if sys.platform != "linux":
        return []
    for prefix in (["unshare", "-n"], ["unshare", "-rn"]):
        try:
            if subprocess.run([*prefix, "true"], capture_output=True, timeout=20).returncode == 0:
                return prefix
        except OSError:
            return []
    return []


@pytest.mark.skipif(sys.platform == "win32", reason="needs fcntl")
def test_ingest_ask_chat_and_serve_work_without_a_network(tmp_path: Path):
    variables = {name: value for name, value in os.environ.items() if not name.upper().endswith("_PROXY")}
    done = subprocess.run(
        [*_without_network(), sys.executable, "-c", EVERYTHING, str(tmp_path / "library")],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["failed"] == []
    assert result["first"] == "answered"
    assert "cracks" in result["second"]
    assert result["page"]
    assert "\n" not in result["page"]
    assert result["served"][0] == 200
    assert result["problems"] == []
    # only what was asked for by its address was looked for
    assert {name for name in result["attempted"] if "harbour-post.example" not in name} == set()
    assert result["unexpected"] == []
