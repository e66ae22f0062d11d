"""Where words go: results to stdout, everything else to stderr."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from assistant.cli.terminal_text import one_line, without_control_characters

if TYPE_CHECKING:
    from rich.text import Text


class ReaderGoneError(Exception):
    """Whoever read our output has closed it, as `head` does."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line.

    Attributes:
        text: The words.
        style: How they look on a terminal, as rich names it ("dim", "bold cyan").
    """

    text: str
    style: str = ""


Line = Sequence[Piece]


def result(text: str) -> None:
    """Prints a result exactly as it is."""
    _write(sys.stdout, f"{text}\n")


def result_json(value: object) -> None:
    """Prints a result for a machine: one line of JSON."""
    import json

    result(json.dumps(value, ensure_ascii=False))


def show(lines: Iterable[Line]) -> None:
    """Prints a result for a person: with colours and wrapped on a terminal, plain elsewhere; always harmless."""
    if sys.stdout.isatty():
        _show_on_terminal(lines)
    else:
        for line in lines:
            result(without_control_characters("".join(piece.text for piece in line)))


@contextmanager
def drawn_anew() -> Iterator[Callable[[Iterable[Line]], None]]:
    """On a terminal: a place for lines that are drawn anew whenever they change; it is left empty."""
    from rich.console import Console, Group
    from rich.live import Live

    console = Console(highlight=False, markup=False, emoji=False)
    with Live(console=console, auto_refresh=False, transient=True, vertical_overflow="crop") as live:

        def draw(lines: Iterable[Line]) -> None:
            live.update(Group(*map(_as_text, lines)), refresh=True)

        yield draw


def note(text: str) -> None:
    """Says on stderr, in one line, what is going on."""
    _write(sys.stderr, f"{one_line(text)}\n")


def wants_a_bar() -> bool:
    """Whether stderr is a terminal on which a line can be drawn anew."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in {"dumb", "unknown"}


def close_quietly(stream: TextIO) -> None:
    """Points a stream that nobody reads any more at nothing, so that what it still holds raises no error at the end."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def accept_any_text() -> None:
    """A character that the terminal's encoding lacks is replaced by a question mark, and is no error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _show_on_terminal(lines: Iterable[Line]) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(_as_text(line))


def _as_text(line: Line) -> "Text":
    """A line for rich; a text, unlike a string, is never read as markup."""
    from rich.text import Text

    return Text.assemble(*((without_control_characters(piece.text), piece.style) for piece in line))


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError as error:
        close_quietly(stream)
        raise ReaderGoneError from error
