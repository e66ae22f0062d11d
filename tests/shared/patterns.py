"""Collects every regular expression of the project, with the methods that use it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = {"assistant": "assistant", "ingest": "assistant.ingest", "prompts": "assistant.prompts"}
ANCHORED = {"match", "fullmatch"}
METHODS = ANCHORED | {"search", "sub", "subn", "split", "findall", "finditer"}

BOUNDED = {
    "assistant.ingest.story_versions._SENTENCE_START": 6,
    "assistant.ingest.language.proper_names._SENTENCE_START": 200,
    "assistant.ingest.readers.html.page_kind._KINDS": 700,  # 90 words
    "assistant.questions.small_talk._POLITE_ENDING": 200,
    "assistant.retrieval.name_spelling._SENTENCE_START": 8,
}
"""Patterns whose input the code bounds, with the largest number of characters: they must be fast for it."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for folder, package in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            if parts[-1] != "__main__":
                name = ".".join((package, *(part for part in parts if part != "__init__")))
                yield name, ast.parse(path.read_text("utf-8"))


@cache
def methods_by_name() -> dict[tuple[str, str], set[str]]:
    """Returns the methods that are called on each variable: of a private one in its module, of a public one anywhere."""
    methods: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
                name = node.value.id
                methods[module if name.startswith("_") else "", name].add(node.attr)
    return methods


def methods_in(tree: ast.Module) -> set[str]:
    """Returns the methods that a module calls on variables of functions, which may hold patterns of a list."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in METHODS]
    names = {(node.value.id, node.attr) for node in attributes if isinstance(node.value, ast.Name)}
    return {method for name, method in names if name != "re" and not name.isupper()}


def patterns() -> Iterator[tuple[str, re.Pattern[str], set[str]]]:
    """Yields (where, pattern, methods that use it) of every pattern of the project."""
    for name, tree in modules():
        module = import_module(name)
        for variable, value in vars(module).items():
            for pattern in patterns_in(value):
                is_single = isinstance(value, re.Pattern)
                methods = (
                    methods_by_name().get((name if variable.startswith("_") else "", variable))
                    if is_single
                    else methods_in(tree)
                )
                yield f"{name}.{variable}", pattern, methods or METHODS
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = ast.unparse(node.func)
                if function in {f"re.{method}" for method in METHODS}:
                    yield f"{name}:{node.lineno}", re.compile(node.args[0].value), {function.removeprefix("re.")}


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from patterns_in(tuple(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from patterns_in(item)
