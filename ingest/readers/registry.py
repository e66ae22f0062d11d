"""Which reader reads what. A reader is a function registered for suffixes and media types; adding one is adding a file."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content_type import HEAD_BYTES, recognize_kind
from assistant.ingest.readers.contract import Document, Reader

# What servers say when they do not know: the name's suffix tells more.
_VAGUE_MEDIA_TYPES = {"text/plain", "application/octet-stream", "binary/octet-stream", "application/x-download"}


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document and its reader.

    Attributes:
        name: As it is called in messages, such as "PDF".
        suffixes: In lower case, with the dot.
        media_types: As servers name it.
        reader: Reads documents of this kind.
        many: Whether one such document may hold many articles.
    """

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    reader: Reader
    many: bool


_formats: list[Format] = []


def register(
    *suffixes: str, media_types: tuple[str, ...] = (), name: str, many: bool = False
) -> Callable[[Reader], Reader]:
    """Makes the decorated function the reader for these suffixes and media types.

    Args:
        *suffixes: In lower case, with the dot. What has none of them is recognised by its content as having the first.
        media_types: As servers name it.
        name: As the kind is called in messages, such as "PDF".
        many: Whether one document may hold many articles.
    """

    def add(reader: Reader) -> Reader:
        _formats.append(Format(name, suffixes, media_types, reader, many))
        return reader

    return add


def formats() -> tuple[Format, ...]:
    """Every registered format."""
    _load()
    return tuple(_formats)


@cache
def _load() -> None:
    """Imports every module next to this one; those with a reader register it."""
    package = importlib.import_module(__package__ or "")
    for module in sorted(entry.name for entry in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"{package.__name__}.{module}")


def supported_suffixes() -> frozenset[str]:
    """The suffixes that a reader is registered for."""
    return frozenset(suffix for format_ in formats() for suffix in format_.suffixes)


def list_supported_suffixes() -> str:
    """What can be read, for messages: ".csv, .docx, …"."""
    return ", ".join(sorted(supported_suffixes()))


def suffix_of(name: str) -> str:
    """The suffix of a file's name in lower case, with the dot; empty if there is none."""
    return PurePosixPath(name).suffix.lower()


def format_for(document: Document) -> Format:
    """The format of a document: by the server's media type, else by its name's suffix, else by its content.

    Raises:
        UnreadableError: If no reader is registered for it; the message names what can be read.
        OSError: If the content is needed and cannot be read.
    """
    vague = document.media_type in _VAGUE_MEDIA_TYPES
    chosen = None if vague else _by_media_type(document.media_type)
    chosen = chosen or _by_suffix(suffix_of(document.name))
    if chosen is None:
        chosen = _by_content(document)
    return chosen


def reader_for(document: Document) -> Reader:
    """The reader of a document, chosen as `format_for` says.

    Raises:
        UnreadableError: If no reader is registered for it; the message names what can be read.
        OSError: If the content is needed and cannot be read.
    """
    return format_for(document).reader


def _by_media_type(media_type: str | None) -> Format | None:
    return next((format_ for format_ in formats() if media_type and media_type in format_.media_types), None)


def _by_suffix(suffix: str) -> Format | None:
    return next((format_ for format_ in formats() if suffix in format_.suffixes), None)


def _by_content(document: Document) -> Format:
    with document.open() as stream:
        kind = recognize_kind(stream.read(HEAD_BYTES), stream)
    chosen = _by_suffix(kind)
    if chosen is None:
        raise UnreadableError(f"is {kind}, which cannot be read; readable are {list_supported_suffixes()}")
    return chosen
