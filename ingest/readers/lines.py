"""Reads text line by line, so that record files of any size can be read."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.contract import Document, ReadOptions
from assistant.ingest.readers.decode import BOMS, decode

_SKIP_CHARS = 1 << 20
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document.

    Attributes:
        number: The line number, from 1.
        text: The line with its line end. Empty if `too_long`.
        too_long: Whether it is longer than the limit for one document.
    """

    number: int
    text: str
    too_long: bool = False


@contextmanager
def open_lines(document: Document, options: ReadOptions) -> Iterator[Iterator[Line]]:
    """Opens a document as lines, decoded one by one. Only a line feed ends a line.

    Raises:
        UnreadableError: If the document is empty.
        OSError: If it cannot be opened or read.
    """
    with document.open() as stream:
        start = stream.read(4)
    if not start:
        raise UnreadableError("is empty")
    encoding = next((encoding for mark, encoding in BOMS if start.startswith(mark)), "utf-8")
    with document.open() as stream:
        # bytes that are not UTF-8 become lone surrogates, and their lines are decoded again
        text = io.TextIOWrapper(io.BufferedReader(_Readable(stream)), encoding, errors="surrogateescape", newline="\n")
        yield _lines(text, options.max_document_bytes, document.charset)


class _Readable(io.RawIOBase):
    """Adapts a stream to `io.RawIOBase`. Members of archives do not implement all of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _lines(text: io.TextIOWrapper, limit: int, charset: str | None) -> Iterator[Line]:
    number = 0
    while line := text.readline(limit + 1):
        number += 1
        if len(line) > limit and not line.endswith("\n"):
            _skip_rest(text)
            yield Line(number, "", too_long=True)
        else:
            yield Line(number, _decoded(line, charset))


def _skip_rest(text: io.TextIOWrapper) -> None:
    while rest := text.readline(_SKIP_CHARS):
        if rest.endswith("\n"):
            return


def _decoded(line: str, charset: str | None) -> str:
    if line.isascii() or not _NOT_UTF8.search(line):
        return line
    try:
        return decode(line.encode("utf-8", "surrogateescape"), charset)
    except (UnreadableError, UnicodeEncodeError):
        return line.encode("utf-8", "replace").decode()
