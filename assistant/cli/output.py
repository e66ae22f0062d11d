"""Writes results to stdout and messages to stderr."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from assistant.cli.terminal_text import one_line, without_control_characters

if TYPE_CHECKING:
    from rich.text import Text


class OutputClosedError(Exception):
    """The program that reads our output has closed it, as `head` does."""


@dataclass(frozen=True, slots=True)
class StyledText:
    """A part of a line.

    Attributes:
        text: The text.
        style: Its style on a terminal, in rich's notation ("dim", "bold cyan").
    """

    text: str
    style: str = ""


Line = Sequence[StyledText]


def print_result(text: str) -> None:
    """Prints a result unchanged."""
    _write(sys.stdout, f"{text}\n")


def print_json(value: object) -> None:
    """Prints a result as one line of JSON."""
    import json

    print_result(json.dumps(value, ensure_ascii=False))


def print_lines(lines: Iterable[Line]) -> None:
    """Prints a result for a person, without control characters; styled and wrapped on a terminal."""
    if sys.stdout.isatty():
        _print_on_terminal(lines)
    else:
        for line in lines:
            print_result(without_control_characters("".join(part.text for part in line)))


@contextmanager
def live_display() -> Iterator[Callable[[Iterable[Line]], None]]:
    """Opens a display of lines on a terminal. Yields a function that replaces the lines; at the end they are erased."""
    from rich.console import Console, Group
    from rich.live import Live

    console = Console(highlight=False, markup=False, emoji=False)
    with Live(console=console, auto_refresh=False, transient=True, vertical_overflow="crop") as live:

        def draw(lines: Iterable[Line]) -> None:
            live.update(Group(*map(_rich_text, lines)), refresh=True)

        yield draw


def print_status(text: str) -> None:
    """Prints a message on stderr, in one line."""
    _write(sys.stderr, f"{one_line(text)}\n")


def can_draw_progress() -> bool:
    """Checks whether stderr is a terminal on which a line can be drawn again."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in {"dumb", "unknown"}


def discard_output(stream: TextIO) -> None:
    """Redirects a closed stream to the null device, so that flushing its buffer at exit raises no error."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def replace_unencodable() -> None:
    """Makes stdout and stderr replace characters that their encoding lacks by question marks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _print_on_terminal(lines: Iterable[Line]) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(_rich_text(line))


def _rich_text(line: Line) -> "Text":
    """Converts a line for rich, which never reads a `Text` as markup."""
    from rich.text import Text

    return Text.assemble(*((without_control_characters(part.text), part.style) for part in line))


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError as error:
        discard_output(stream)
        raise OutputClosedError from error
