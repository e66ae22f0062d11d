"""What other programs rely on changes on purpose or not at all."""

import difflib
import importlib.metadata
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import public_surface

import assistant

ROOT = Path(__file__).parents[1]
HOW_TO_CHANGE = """
The public surface differs from tests/public_surface.txt (- what programs rely on, + what the code offers now).
If that is not on purpose, the code is wrong. If it is, docs/python.md says which part of the version it raises; then
    python tests/shared/public_surface.py
writes the file anew, and the change of it belongs into the same commit.
"""


def test_the_public_surface_is_what_programs_rely_on() -> None:
    pinned, offered = public_surface.FILE.read_text("utf-8"), public_surface.surface()
    if pinned != offered:
        lines = difflib.unified_diff(
            pinned.splitlines(), offered.splitlines(), "relied on", "offered", lineterm="", n=0
        )
        raise AssertionError(HOW_TO_CHANGE + "\n".join(lines))


def test_whatever_a_public_signature_names_is_public_itself() -> None:
    things = [(name, thing) for _, name, thing in public_surface.public_names()]
    public = {thing for _, thing in things if isinstance(thing, type)}
    hidden = {
        f"{owner}: {part.__qualname__}"
        for owner, thing in things
        for hint in named_types(owner, thing)
        for part in parts(hint)
        if part.__module__.startswith("assistant") and part not in public
    }
    assert not hidden


def named_types(owner: str, thing: object) -> Iterator[object]:
    if not isinstance(thing, type):
        yield from public_surface.hints(thing).values() if inspect.isfunction(thing) else [thing]
        return
    public = [name for name in public_surface.field_names(thing) if f"{owner}.{name}" not in public_surface.INTERNAL]
    yield from (public_surface.hints(thing)[name] for name in public)
    for _, member in public_surface.members(thing):
        function = public_surface.function_of(member)
        yield from public_surface.hints(function).values() if function else ()


def parts(hint: object) -> set[type]:
    inner = get_args(hint)
    return {item for part in inner for item in parts(part)} if inner else ({hint} if isinstance(hint, type) else set())


def test_every_method_that_waits_has_an_async_twin_with_the_same_parameters() -> None:
    members = public_surface.members(assistant.Assistant)
    methods = {name: member for name, member in members if inspect.isfunction(member)}
    awaited = {
        name
        for name, method in methods.items()
        if inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method)
    }
    assert {f"a{name}" for name in set(methods) - awaited} == awaited
    for name in awaited:
        assert inspect.signature(methods[name]).parameters == inspect.signature(methods[name[1:]]).parameters


def test_one_version_is_told_everywhere_and_it_is_a_semantic_one() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", assistant.__version__)
    declared = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert declared is not None
    assert declared[1] == assistant.__version__ == importlib.metadata.version("article-assistant")


def test_naming_the_public_api_costs_no_heavy_import() -> None:
    code = (
        "import sys, assistant\n"
        "[getattr(assistant, name) for name in assistant.__all__]\n"
        "heavy = {'torch', 'sentence_transformers', 'chromadb', 'gradio', 'llama_index', 'langchain_core', 'mcp', 'fastapi'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
