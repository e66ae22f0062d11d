"""What the documents show is what happens: every command and snippet is run, every link and file exists."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from forked_commands import forked_python, install_forked_command
from forked_servers import ForkedServer

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "assistant" / "samples"
PAGES = sorted(
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    + [str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md")]
)
ADDRESS = "http://127.0.0.1:7860"
ENVIRONMENT = {
    **os.environ,
    "COLUMNS": "120",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}
MAX_COLUMNS = 100
NOT_WRAPPED = ("|", "#", "![", "<", "    ")


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(page), re.DOTALL | re.MULTILINE)


def prose(page: str) -> str:
    return re.sub(r"^```.*?^```", "", text_of(page), flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def user_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a user of the documents has it: articles of their own, and the demo's library."""
    folder = tmp_path_factory.mktemp("user")
    shutil.copytree(SAMPLES, folder / "articles", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "export.csv").write_text("id,head,story\nx1,Kiosk opens,A kiosk opened on Rope Street on Monday.\n")
    # The installed program itself; all later commands are forked, which takes a third of the time.
    subprocess.run([*shell("assistant demo")], cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def forking(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a shell whose `assistant` is forked."""
    folder = tmp_path_factory.mktemp("programs")
    install_forked_command(folder)
    return {**ENVIRONMENT, "PATH": f"{folder}{os.pathsep}{ENVIRONMENT['PATH']}"}


def shell(command: str) -> list[str]:
    return ["bash", "-c", command]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_works_and_shows_what_the_page_shows(page: str, request: pytest.FixtureRequest) -> None:
    console_blocks = blocks(page, "console")
    if not console_blocks:
        return
    folder = request.getfixturevalue("user_folder")
    environment = request.getfixturevalue("forking")
    with served_for(page, "console", folder) as address:
        for block in console_blocks:
            for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = step.partition("\n")
                command = command.split("  #")[0].strip().replace(ADDRESS, address)
                run_step(command, output.strip(), folder, environment)


@contextmanager
def served_for(page: str, language: str, folder: Path) -> Iterator[str]:
    """The address of a server over the user's library, if the page's blocks use one."""
    if not any(ADDRESS in block for block in blocks(page, language)):
        yield ADDRESS
        return
    ensure_library(folder)
    server = ForkedServer(folder / "library", 0, ENVIRONMENT)
    try:
        address = server.stdout.readline().strip()
        assert address, "the server ended before it served anything"
        yield address
        assert server.poll() is None, "the server ended by itself"
    finally:
        server.close()


def ensure_library(folder: Path) -> None:
    if not (folder / "library" / "catalog.sqlite3").exists():  # commands for users make the folder without articles
        command = shell("assistant ingest articles/")
        subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)


def run_step(command: str, output: str, folder: Path, environment: dict[str, str]) -> None:
    if command.startswith("make "):
        # The real command would install everything again; the test only checks that there is such a target.
        subprocess.run(["make", "-n", *shlex.split(command)[1:]], cwd=ROOT, check=True, capture_output=True)
    elif command.startswith("assistant serve"):
        serve_until_ready(command, folder)
    else:
        done = subprocess.run(shell(command), cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        if output:
            assert without_ids(done.stdout) == without_ids(output)


def serve_until_ready(command: str, folder: Path) -> None:
    """Starts the installed program as a user does, and ends it with Ctrl-C as soon as it serves the page."""
    ensure_library(folder)
    server = subprocess.Popen(
        shlex.split(f"{command} --port 0"),
        cwd=folder,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    printed: list[str] = []
    try:
        assert server.stderr is not None
        while not (printed and printed[-1].startswith("open http://127.0.0.1:")):
            printed.append(server.stderr.readline())
            assert printed[-1], f"{command} ended before it served anything: {''.join(printed)}"
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)


def without_ids(output: str) -> str:
    """Removes the ids of articles: they depend on the folder, which differs from machine to machine."""
    return re.sub(r"article [0-9a-f]{16}", "article …", output).strip()


@pytest.mark.parametrize("page", PAGES)
def test_every_python_snippet_runs(page: str, request: pytest.FixtureRequest) -> None:
    snippets = blocks(page, "python")
    if not snippets:
        return
    folder = request.getfixturevalue("user_folder")
    ensure_library(folder)
    # Each snippet has its own names, but all run in one process: most of their time is spent on imports.
    script = "import json, sys\nfor snippet in json.load(sys.stdin): exec(snippet, {'__name__': '__main__'})"
    with served_for(page, "python", folder) as address:
        stdin = json.dumps([snippet.replace(ADDRESS, address) for snippet in snippets])
        done = subprocess.run(
            forked_python(script), cwd=folder, input=stdin, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_the_readme_stays_on_one_screen() -> None:
    assert len(text_of("README.md").splitlines()) < 90


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_a_heading(page: str) -> None:
    for target, anchor in re.findall(r"\]\((?!http)([^)#\s]*)(?:#([^)\s]+))?\)", prose(page)):
        file = (ROOT / page).parent / target if target else ROOT / page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file), f"{target}#{anchor}"


def anchors(file: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [page for page in PAGES if page != "CHANGELOG.md"])
def test_every_file_of_the_project_that_a_page_names_exists(page: str) -> None:
    for path in re.findall(r"`((?:assistant|ingest|eval|prompts|tests|docs|deploy)/[\w./-]*)`", prose(page)):
        is_placeholder = "NAME" in path or "NNNN" in path
        assert is_placeholder or (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES)
def test_prose_is_wrapped_at_100_columns(page: str) -> None:
    too_long = [
        line
        for line in prose(page).splitlines()
        if len(line) > MAX_COLUMNS and not line.startswith(NOT_WRAPPED) and " " in line.strip()
    ]
    assert too_long == []


def test_the_table_of_settings_and_the_diagram_of_imports_are_up_to_date() -> None:
    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = module_from_spec(spec)
    spec.loader.exec_module(generate)
    for page in generate.GENERATED:
        assert text_of(page) == generate.generated_page(page), f"{page} is out of date; run: make docs"
