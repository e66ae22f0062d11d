"""What the page on servers shows can be run: commands and options exist, settings are settings, the files are well-formed."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from assistant.api.gate import OPEN_PATHS
from assistant.api.keys import KEYS_FILE
from assistant.cli.app import app
from assistant.conversations.store.sqlite_store import CONVERSATIONS_FILE
from assistant.ingest.library.library import CATALOG_FILE
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
BIN = "/opt/article-assistant/bin"


def accepted(words: list[str]) -> None:
    """Has the command line read the words that follow `assistant`, without doing what they say."""
    command = get_command(app)
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, words
        command, words = command.commands[words[0]], words[1:]
    command.make_context("assistant", list(words))


def instructions() -> Iterator[tuple[str, str]]:
    """(instruction, what follows) of the Dockerfile, lines joined."""
    text = re.sub(r"^\s*#.*\n", "", (DEPLOY / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.strip():
            name, _, rest = line.partition(" ")
            yield name, rest


def last(name: str) -> str:
    return [rest for instruction, rest in instructions() if instruction == name][-1]


def words_of(json_form: str) -> list[str]:
    return list(json.loads(json_form))


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(DEPLOY / "article-assistant.service", "utf-8")
    return read


def test_what_is_not_accepted_is_noticed() -> None:
    for wrong in (["serf"], ["serve", "--hots", "x"], ["keys", "make"]):
        with pytest.raises((AssertionError, typer.TyperException)):
            accepted(wrong)


def test_every_command_of_the_page_is_accepted() -> None:
    blocks = "\n".join(re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
    commands = re.findall(r"^(?:sudo (?:-u \w+ )?)?(?:\S*/)?assistant (.+)$", blocks, re.MULTILINE)
    commands += re.findall(r"^docker run .* article-assistant (\w.+)$", blocks, re.MULTILINE)
    assert len(commands) >= 6
    for command in commands:
        accepted(shlex.split(command))


def test_the_unit_starts_a_command_that_is_accepted_and_may_write_where_it_has_to() -> None:
    service = unit()["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program == f"{BIN}/assistant"
    accepted(words)
    text = (DEPLOY / "article-assistant.service").read_text("utf-8")
    library = re.search(r"ASSISTANT_LIBRARY=(\S+)", text)
    assert library is not None
    assert library[1].startswith(f"/var/lib/{service['StateDirectory']}/")
    assert float(service["TimeoutStopSec"]) > Settings.model_fields["shutdown_seconds"].default


def test_systemd_reads_the_unit_without_complaint(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here")
    text = (DEPLOY / "article-assistant.service").read_text("utf-8")
    file = tmp_path / "article-assistant.service"
    file.write_text(text.replace(BIN, str(Path(sys.executable).parent)), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(file)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if file.name in line]
    assert complaints == []


def test_systemd_finds_the_unit_well_confined() -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd here")
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=25", "--no-pager"]
    done = subprocess.run(
        [*command, str(DEPLOY / "article-assistant.service")], capture_output=True, text=True, check=False
    )
    if "unrecognized option" in done.stderr:
        pytest.skip("a systemd that does not judge units yet")
    assert done.returncode == 0, done.stdout.splitlines()[-1:] + done.stderr.splitlines()


def test_every_setting_that_is_named_is_one() -> None:
    for text in (PAGE, *(file.read_text("utf-8") for file in DEPLOY.iterdir())):
        for name in re.findall(r"\bASSISTANT_([A-Z_]+)", text):
            assert name.lower() in Settings.model_fields, name


def test_the_image_is_built_in_two_stages_from_what_there_is_and_runs_without_rights() -> None:
    stages = [rest.partition(" AS ")[2] for name, rest in instructions() if name == "FROM"]
    assert stages == ["build", ""]
    assert int(last("USER")) > 0
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for name, rest in instructions():
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert f"!{source}" in ignored, source


def test_the_image_installs_extras_that_there_are_with_a_python_that_will_do() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = re.search(r'"\.\[([\w,-]+)\]"', dict(instructions())["RUN"] + (DEPLOY / "Dockerfile").read_text("utf-8"))
    assert asked is not None
    assert set(asked[1].split(",")) <= set(project["optional-dependencies"])
    for name, rest in instructions():
        if name == "FROM":
            version = re.match(r"python:3\.(\d+)-", rest)
            assert version is not None
            assert f"Programming Language :: Python :: 3.{version[1]}" in project["classifiers"]


def test_the_image_starts_a_command_that_is_accepted_and_asks_an_open_address_for_its_health() -> None:
    program, *words = [*words_of(last("ENTRYPOINT")), *words_of(last("CMD"))]
    assert program == "assistant"
    accepted(words)
    health = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", last("HEALTHCHECK"))
    assert health is not None
    assert health[2] in OPEN_PATHS
    assert health[1] == last("EXPOSE") == re.search(r"ASSISTANT_PORT=(\d+)", last("ENV"))[1]  # type: ignore[index]


def test_hadolint_finds_nothing_wrong_with_the_image() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if not linter:
        pytest.skip("no hadolint here")
    done = subprocess.run([linter, str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_the_proxy_lets_through_what_others_may_use_and_nothing_else() -> None:
    pattern = re.search(r"location ~ (\S+) \{", (DEPLOY / "nginx.conf").read_text("utf-8"))
    assert pattern is not None
    for path in ("/v1/ask", "/mcp", "/widget.js", "/healthz", "/readyz"):
        assert re.search(pattern[1], path), path
    for path in ("/", "/metrics", "/openapi.json", "/gradio_api/info"):
        assert not re.search(pattern[1], path), path


def test_a_backup_holds_every_file_that_cannot_be_made_again() -> None:
    backups = PAGE[PAGE.index("## Backups") : PAGE.index("## Upgrades")]
    for name in (CATALOG_FILE, KEYS_FILE, CONVERSATIONS_FILE):
        assert name in backups, name
