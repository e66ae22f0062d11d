"""Writes the generated parts of the documents: the table of settings and the diagram of the packages' imports.

    python docs/generate.py           # writes them
    python docs/generate.py --check   # lists the pages that are out of date, and exits with 1

A generated part stands between `<!-- NAME -->` and `<!-- end of NAME -->`.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGE_FOLDERS = {name: ROOT / name for name in ("ingest", "prompts", "eval")}
SETTING = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
DEFAULT = re.compile(r" ?Default: (.*?)(?:\.$|\.(?= [A-Z]))")

Graph = dict[str, set[str]]
"""The packages that each package imports."""


def settings_table() -> str:
    """Returns the table of all settings, made from their descriptions in the docstring of `Settings`."""
    descriptions = dict(SETTING.findall(inspect.cleandoc(Settings.__doc__ or "").partition("Attributes:")[2]))
    rows = ["| Setting | Variable | Default | Meaning |", "| --- | --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        description = " ".join(descriptions[name].split())
        named_default = DEFAULT.search(description)
        meaning = DEFAULT.sub("", description)
        default = named_default[1] if named_default else default_text(field.default)
        if get_origin(field.annotation) is Literal:
            meaning += f" One of {', '.join(f'`{value}`' for value in get_args(field.annotation))}."
        rows.append(f"| `{name}` | `ASSISTANT_{name.upper()}` | {default} | {meaning} |")
    return "\n".join(rows)


def default_text(default: object) -> str:
    """Returns a default value as `assistant.toml` writes it."""
    if default is None or default == ():
        return "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def import_diagram() -> str:
    """Returns the packages and their imports as a Mermaid diagram.

    An import that a chain of other imports implies is left out: if A imports B, and B imports C, the diagram has no arrow from A to C.
    """
    graph = without_implied(package_imports())
    arrows = [f"    {package} --> {' & '.join(sorted(graph[package]))}" for package in sorted(graph) if graph[package]]
    return "\n".join(["```mermaid", "flowchart TD", *arrows, "```"])


def package_imports() -> Graph:
    """Reads which packages of the project each package imports. A module directly in `assistant/` counts as a package."""
    modules = dict(python_files())
    packages = set(modules.values())
    graph: Graph = {package: set() for package in packages}
    for file, package in modules.items():
        graph[package] |= (imported_packages(file) & packages) - {package}
    return graph


def python_files() -> Iterator[tuple[Path, str]]:
    """Yields the Python files of the project, each with its package."""
    for file in (ROOT / "assistant").rglob("*.py"):
        parts = file.relative_to(ROOT / "assistant").parts
        if len(parts) > 1 or file.name not in ("__init__.py", "__main__.py"):
            yield file, parts[0].removesuffix(".py")
    for package, folder in PACKAGE_FOLDERS.items():
        yield from ((file, package) for file in folder.rglob("*.py"))


def imported_packages(file: Path) -> set[str]:
    """Returns what a file imports from the package `assistant`: the first name after it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "assistant":
            names |= {f"assistant.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.split(".")[1] for name in names if name.startswith("assistant.")}


def without_implied(graph: Graph) -> Graph:
    """Removes the imports that a chain of other imports implies."""
    return {
        package: {
            imported
            for imported in imports
            if not any(imported in reachable(graph, other) for other in imports - {imported})
        }
        for package, imports in graph.items()
    }


def reachable(graph: Graph, package: str) -> set[str]:
    """Returns the packages that a package imports, directly or through others."""
    reached: set[str] = set()
    waiting = [package]
    while waiting:
        new = graph[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return reached


GENERATED = {
    "docs/using.md": ("settings", settings_table),
    "docs/architecture.md": ("imports", import_diagram),
}


def generated_page(page: str) -> str:
    """Returns the text of a page with its generated part as it has to be.

    Raises:
        ValueError: If the marks of the generated part are missing.
    """
    name, make = GENERATED[page]
    text = (ROOT / page).read_text("utf-8")
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = text.partition(start)
    _, end_mark, after = rest.partition(end)
    if not end_mark:
        raise ValueError(f"{page} needs the lines {start.strip()} and {end.strip()}")
    return f"{before}{start}{make()}\n{end}{after}"


def main() -> int:
    """Writes the pages, or checks them; returns the exit code."""
    outdated = [page for page in GENERATED if generated_page(page) != (ROOT / page).read_text("utf-8")]
    for page in outdated:
        if "--check" in sys.argv[1:]:
            sys.stdout.write(f"{page} is out of date; run: make docs\n")
        else:
            (ROOT / page).write_text(generated_page(page), "utf-8")
    return 1 if outdated and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
