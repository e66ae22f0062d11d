"""What the documentation shows is what happens: every command and snippet in it is run."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "assistant" / "samples"
PAGES = sorted(
    ["README.md", "CONTRIBUTING.md", *(str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md"))]
)
ADDRESS = "http://127.0.0.1:7860"
LOOKS = {**os.environ, "COLUMNS": "120", "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader of the documentation has it: articles of their own, and the demo's library."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(SAMPLES, folder / "articles", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "export.csv").write_text("id,head,story\nx1,Kiosk opens,A kiosk opened on Rope Street on Monday.\n")
    subprocess.run([*shell("assistant demo")], cwd=folder, env=LOOKS, check=True, capture_output=True)
    return folder


def shell(command: str) -> list[str]:
    return ["bash", "-c", command]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_works_and_shows_what_the_page_shows(page: str, desk: Path) -> None:
    with served_for(page, "console", desk) as address:
        for block in blocks(page, "console"):
            for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, shown = step.partition("\n")
                run_step(command.split("  #")[0].strip().replace(ADDRESS, address), shown.strip(), desk)


@contextmanager
def served_for(page: str, language: str, desk: Path) -> Iterator[str]:
    """The address of a server over the desk's library, where the page's blocks use one."""
    if not any(ADDRESS in block for block in blocks(page, language)):
        yield ADDRESS
        return
    need_library(desk)
    with started("assistant serve", desk) as (running, lines):
        yield next(line.removeprefix("open ").strip() for line in lines if line.startswith("open "))
        assert running.poll() is None, "the server ended by itself"


def need_library(desk: Path) -> None:
    if not (desk / "library").exists():
        subprocess.run(shell("assistant ingest articles/"), cwd=desk, env=LOOKS, check=True, capture_output=True)


def run_step(command: str, shown: str, desk: Path) -> None:
    if command.startswith("make "):
        # It would install all over again: that there is such a target is what can be seen here.
        subprocess.run(["make", "-n", *shlex.split(command)[1:]], cwd=ROOT, check=True, capture_output=True)
    elif command.startswith("assistant serve"):
        serve_until_ready(command, desk)
    else:
        done = subprocess.run(shell(command), cwd=desk, env=LOOKS, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        if shown:
            assert without_ids(done.stdout) == without_ids(shown)


def serve_until_ready(command: str, desk: Path) -> None:
    need_library(desk)
    with started(command, desk) as (_, lines):
        assert any("http://127.0.0.1:" in line for line in lines)


@contextmanager
def started(command: str, desk: Path) -> Iterator[tuple[subprocess.Popen[str], Iterable[str]]]:
    """A server on a free port, and what it says."""
    running = subprocess.Popen(
        shlex.split(f"{command} --port 0"),
        cwd=desk,
        env=LOOKS,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stderr is not None
        yield running, running.stderr
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)


def without_ids(output: str) -> str:
    """An article's id stands for the place it was read from, which differs from machine to machine."""
    return re.sub(r"article [0-9a-f]{16}", "article …", output).strip()


@pytest.mark.parametrize("page", PAGES)
def test_every_python_snippet_runs(page: str, desk: Path) -> None:
    snippets = blocks(page, "python")
    if snippets:
        need_library(desk)
    # Each with names of its own, but in one process: most of their time is what they import.
    run = "import json, sys\nfor one in json.load(sys.stdin): exec(one, {'__name__': '__main__'})"
    with served_for(page, "python", desk) as address:
        told = json.dumps([snippet.replace(ADDRESS, address) for snippet in snippets])
        command = [sys.executable, "-c", run]
        done = subprocess.run(command, cwd=desk, input=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_readme_stays_on_one_screen_and_its_links_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) < 90
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_every_setting_is_documented() -> None:
    from assistant.settings import Settings

    text = (ROOT / "docs" / "using.md").read_text("utf-8")
    for name in Settings.model_fields:
        assert f"ASSISTANT_{name.upper()}" in text, name
