"""Runs commands as a user does, over a few articles."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forked_commands import forked_command

FERRY = """Ferry Petrel returns to Gull Island in May

PORT ASHBY, 3 April 2026 (Ashby Wire) — The ferry Petrel will sail to Gull Island again from 2 May, the harbour office said on Friday.

Ada Moreno is the captain of the ferry Petrel. The ferry Petrel sails at nine in the morning on weekdays.

A return ticket costs seven euros, as it did last year.
"""
BAKERY = """Bakery on Rope Street closes after forty years

PORT ASHBY, 12 April 2026 (The Harbour Post) — The bakery on Rope Street shut its doors on Saturday.

Its owner, Milo Vance, said that nobody had wanted to take over the ovens.
"""
# A C1 control character, a mark that changes the direction of writing, and markup of rich.
HOSTILE = {
    "id": "hostile-1",
    "title": "Lighthouse \u009b31m[bold]painted[/bold] \u202ered",
    "source": "Ashby\u0090 Wire",
    "date": "2026-02-01",
    "text": "The lighthouse keeper is Otto [red]Brandt[/red]\u202e of \u009b2JGull Island.",
}
FORBIDDEN = "\x1b\x07\x90\x9b\u202e"


@dataclass(frozen=True)
class Run:
    """The result of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment() -> dict[str, str]:
    """Returns the environment without settings of the assistant."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}


def command(*arguments: str | Path) -> list[str]:
    """Returns a command that starts the program itself."""
    return [sys.executable, "-m", "assistant", *map(str, arguments)]


def run(*arguments: str | Path, cwd: Path, stdin: str = "", **variables: str) -> Run:
    """Runs a command in a forked process, with pipes as stdin, stdout and stderr."""
    done = subprocess.run(
        forked_command(*arguments),
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**environment(), **variables},
        timeout=120,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def write_articles(folder: Path) -> Path:
    """Writes a folder with three articles."""
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY)
    (folder / "bakery.txt").write_text(BAKERY)
    (folder / "hostile.jsonl").write_text(json.dumps(HOSTILE) + "\n")
    return folder


def make_library(folder: Path) -> Path:
    """Makes a library of these articles in this process."""
    from assistant import Assistant

    with Assistant.open(folder / "library") as assistant:
        report = assistant.ingest(write_articles(folder / "articles"))
    assert report.failed == []
    return folder / "library"


def assert_one_error_line(err: str) -> str:
    """Asserts that there is one error line and no traceback; returns the line."""
    assert "Traceback" not in err
    (line,) = [line for line in err.splitlines() if line.startswith("error: ")]
    return line
