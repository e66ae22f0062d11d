"""Reads web archives (.warc, .warc.gz): every page that a crawler or a browser saved."""

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import read_document
from assistant.ingest.readers.registry import register
from assistant.ingest.sizes import format_size

_PAGE_TYPES = {"text/html", "application/xhtml+xml", "application/pdf"}
_TEXT_TYPES = {"text/plain"}
_READ_BYTES = 1 << 16
_GZIP = b"\x1f\x8b"


@register(".warc", media_types=("application/warc",), name="a web archive", many=True)
def read_web_archive(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the pages and PDF files that servers answered with, and the texts that a crawler extracted.

    Raises:
        UnreadableError: If it is damaged, unpacks to more than `options.max_archive_bytes`, or no page is in it.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    left = options.max_archive_bytes
    count = 0
    with document.open() as stream:
        head = stream.read(len(_GZIP))
    if not head:
        raise UnreadableError("is empty")
    with document.open() as stream:
        try:
            for record in ArchiveIterator(_Unpacked(stream, is_packed=head == _GZIP)):
                media_type, charset = _content_type(record)
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                if not media_type or not url.startswith(("http://", "https://")):
                    continue
                data = _payload(record.content_stream(), min(left, options.max_document_bytes))
                if data is None:
                    yield ReadFailure(url, f"is larger than {format_size(min(left, options.max_document_bytes))}")
                    continue
                left -= len(data)
                count += 1
                yield from read_document(_document(url, data, media_type, charset), options)
        except (ArchiveLoadFailed, OSError, zlib.error) as error:
            raise UnreadableError(f"is damaged or cut off after {count} pages: {error}") from error
    if not count:
        raise UnreadableError("holds no page of a web site")


class _Unpacked:
    """The unpacked bytes of a web archive. warcio itself takes an archive that is cut off for a whole one."""

    def __init__(self, stream: BinaryIO, *, is_packed: bool) -> None:
        self._stream = gzip.GzipFile(fileobj=stream) if is_packed else stream
        self._position = 0

    def read(self, size: int) -> bytes:
        """Reads at most so many bytes.

        Raises:
            OSError: If the archive is damaged or cut off.
        """
        try:
            data = self._stream.read(size)
        except EOFError as error:
            raise OSError("its end is missing") from error
        self._position += len(data)
        return data

    def tell(self) -> int:
        """Returns the position."""
        return self._position


def _content_type(record: Any) -> tuple[str | None, str | None]:  # noqa: ANN401 (warcio's record)
    """Returns media type and charset of a page; None for what is no page, or was not answered with success."""
    if record.rec_type == "response" and record.http_headers is not None:
        header = (
            record.http_headers.get_header("Content-Type") if record.http_headers.get_statuscode() == "200" else None
        )
        readable = _PAGE_TYPES
    elif record.rec_type in {"resource", "conversion"}:
        header, readable = record.rec_headers.get_header("Content-Type"), _PAGE_TYPES | _TEXT_TYPES
    else:
        return None, None
    media_type, _, parameters = (header or "").partition(";")
    media_type = media_type.strip().lower()
    charset = parameters.partition("charset=")[2].strip(" \"'").partition(";")[0] or None
    return (media_type, charset) if media_type in readable else (None, None)


def _payload(stream: BinaryIO, limit: int) -> bytes | None:
    """Reads the decompressed content of a record, or returns None if it is larger than the limit."""
    data = bytearray()
    while chunk := stream.read(_READ_BYTES):
        data += chunk
        if len(data) > limit:
            return None
    return bytes(data)


def _document(url: str, data: bytes, media_type: str, charset: str | None) -> Document:
    name = PurePosixPath(urlsplit(url).path).name
    return Document(name, url, lambda: io.BytesIO(data), url=url, media_type=media_type, charset=charset)
