"""Registers readers for suffixes and media types, and chooses the reader of a document. A new format is one new module."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content_type import HEAD_BYTES, recognize_kind
from assistant.ingest.readers.contract import Document, Reader

# Media types that servers send for unknown kinds. The suffix of the name is more reliable.
_VAGUE_MEDIA_TYPES = {"text/plain", "application/octet-stream", "binary/octet-stream", "application/x-download"}


@dataclass(frozen=True, slots=True)
class Format:
    """A document format and its reader.

    Attributes:
        name: The name in messages, such as "PDF".
        suffixes: In lower case, with the dot.
        media_types: The media types that servers send.
        reader: Reads documents of this format.
        many: Whether one document may contain many articles.
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
    """Registers the decorated function as the reader for these suffixes and media types.

    Args:
        *suffixes: In lower case, with the dot. `recognize_kind` returns the first one for this format.
        media_types: The media types that servers send.
        name: The name in messages, such as "PDF".
        many: Whether one document may contain many articles.
    """

    def add(reader: Reader) -> Reader:
        _formats.append(Format(name, suffixes, media_types, reader, many))
        return reader

    return add


def formats() -> tuple[Format, ...]:
    """Returns every registered format."""
    _load()
    return tuple(_formats)


@cache
def _load() -> None:
    """Imports every module of this package, so that their readers are registered."""
    package = importlib.import_module(__package__ or "")
    for module in sorted(entry.name for entry in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"{package.__name__}.{module}")


def supported_suffixes() -> frozenset[str]:
    """Returns the suffixes that have a reader."""
    return frozenset(suffix for format_ in formats() for suffix in format_.suffixes)


def list_supported_suffixes() -> str:
    """Lists the readable suffixes for messages: ".csv, .docx, …"."""
    return ", ".join(sorted(supported_suffixes()))


def suffix_of(name: str) -> str:
    """Returns the suffix of a file name in lower case, with the dot, or an empty string; that of a `.warc.gz` is `.warc`."""
    return PurePosixPath(name.lower().removesuffix(".gz") if name.lower().endswith(".warc.gz") else name).suffix.lower()


def format_for(document: Document) -> Format:
    """Returns the format of a document: by media type, else by suffix, else by content.

    Raises:
        UnreadableError: If no reader is registered for it. The message lists the readable suffixes.
        OSError: If the content is needed and cannot be read.
    """
    vague = document.media_type in _VAGUE_MEDIA_TYPES
    chosen = None if vague else _by_media_type(document.media_type)
    chosen = chosen or _by_suffix(suffix_of(document.name))
    if chosen is None:
        chosen = _by_content(document)
    return chosen


def reader_for(document: Document) -> Reader:
    """Returns the reader of a document. See `format_for`.

    Raises:
        UnreadableError: If no reader is registered for it. The message lists the readable suffixes.
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
