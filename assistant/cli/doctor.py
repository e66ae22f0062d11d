"""`assistant doctor`: checks the installation and the library, and says what to do about problems."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from assistant.cli.exit_codes import FAILED
from assistant.cli.options import EmbedderOption, JsonOption, LibraryOption
from assistant.cli.output import Line, StyledText, print_json, print_lines, print_status
from assistant.cli.terminal_text import one_line

if TYPE_CHECKING:
    from assistant.doctor import Check

_STYLES = {"ok": "green", "warning": "yellow", "wrong": "bold red"}


def doctor(library: LibraryOption = None, embedder: EmbedderOption = None, as_json: JsonOption = False) -> None:
    """Check the installation and the library.

    Says what to do about each problem; the exit code is 1 if there is one.
    """
    from assistant.doctor import examine
    from assistant.settings import load_settings

    settings = load_settings(library=library, embedder=embedder)
    where = "on its servers" if settings.catalog_url else settings.library
    print_status(f"checking the installation and the library {where}")
    checks = examine(settings)
    healthy = all(check.status != "wrong" for check in checks)
    if as_json:
        print_json({"ok": healthy, "checks": [asdict(check) for check in checks]})
    else:
        print_lines(_lines(checks))
    if not healthy:
        raise typer.Exit(FAILED)


def _lines(checks: "Sequence[Check]") -> Iterator[Line]:
    width = max(len(check.name) for check in checks)
    for check in checks:
        yield [
            StyledText(f"{check.status:<8}", _STYLES[check.status]),
            StyledText(f"{check.name:<{width}}  ", "bold"),
            StyledText(one_line(check.detail)),
        ]
        if check.advice:
            yield [StyledText(f"{'':<{8 + width}}  → {one_line(check.advice)}")]
