"""Runs PostgreSQL and Chroma on this machine, each in a temporary folder that is deleted after the tests."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from assistant.ingest.library import Library, Servers
from assistant.ingest.library.chroma_server import ChromaAddress

NEEDED = bool(os.environ.get("ASSISTANT_TESTS_NEED_POSTGRES"))
"""Whether a missing PostgreSQL is a failure instead of a reason to skip. Read before the tests clear the environment."""

_PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningPostgres:
    """A PostgreSQL server. Every library gets its own schema."""

    port: int
    folder: Path
    command: list[str]
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, user=_server_user(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # does not wait for open connections
        self.process.wait(timeout=_PATIENCE)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def new_library(self) -> str:
        """Creates a schema; returns its address."""
        import psycopg

        schema = f"library_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return f"{self.url}?options={quote(f'-csearch_path={schema}', safe='')}"

    def _wait(self) -> None:
        import psycopg

        patience = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError:
                assert self.process.poll() is None, "PostgreSQL did not start"
                assert time.monotonic() < patience, "PostgreSQL did not answer"
                time.sleep(0.05)


@contextlib.contextmanager
def postgres_server() -> Iterator[RunningPostgres]:
    """Runs PostgreSQL. Skips the test if it is not installed, unless it is needed."""
    binaries = _postgres_binaries()
    if binaries is None:
        reason = "PostgreSQL is not installed; install it with: apt-get install postgresql"
        assert not NEEDED, reason
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _server_user()
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    initdb = [binaries / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--no-sync"]
    subprocess.run(
        [*map(str, initdb), "--encoding=UTF8", "--locale=C.UTF-8"],
        user=user,
        check=True,
        capture_output=True,
        cwd=folder,
    )
    port = free_port()
    settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "fsync": "off"}
    command = [str(binaries / "postgres"), "-D", str(data)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server = RunningPostgres(port, folder, command)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_binaries() -> Path | None:
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return installed[-1].parent if installed else None


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


@dataclass
class RunningChroma:
    """A Chroma server."""

    port: int
    folder: Path
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        command = [Path(sys.executable).parent / "chroma", "run", "--path", self.folder, "--host", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*map(str, command), "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        patience = time.monotonic() + _PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=5).close()
                return
            except OSError:
                assert self.process.poll() is None, "Chroma did not start"
                assert time.monotonic() < patience, "Chroma did not answer"
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=_PATIENCE)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def chroma_server() -> Iterator[RunningChroma]:
    folder = Path(tempfile.mkdtemp(prefix="chroma-"))
    server = RunningChroma(free_port(), folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Place:
    """The location of a library: a folder, or servers."""

    folder: Path
    servers: Servers | None = None

    def open(self, **options: object) -> Library:
        """Opens the library; creates it if it is missing."""
        return Library(self.folder, servers=self.servers, **options)  # type: ignore[arg-type]

    def to_argument(self) -> str:
        """Returns the location as one argument of a command."""
        servers = self.servers
        return json.dumps([str(self.folder), servers and [servers.catalog_url, servers.chroma and servers.chroma.url]])

    @classmethod
    def from_argument(cls, argument: str) -> "Place":
        """Reads what `to_argument` has written."""
        folder, servers = json.loads(argument)
        return cls(Path(folder), servers and Servers(servers[0], ChromaAddress(servers[1])))


def place_on(postgres: RunningPostgres, chroma: RunningChroma, folder: Path) -> Place:
    """Returns the location of an empty library on both servers."""
    return Place(folder, Servers(postgres.new_library(), ChromaAddress(chroma.url)))
