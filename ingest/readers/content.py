"""Reads the whole content of a document, within the size limit of the options."""

from io import BytesIO
from typing import BinaryIO

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.contract import Document, ReadOptions
from assistant.ingest.sizes import format_size

_BLOCK_BYTES = 1024**2


def read_bytes(document: Document, options: ReadOptions) -> bytes:
    """Returns all bytes of the document.

    Raises:
        UnreadableError: If it has no bytes, or more than `options.max_document_bytes`.
        OSError: If it cannot be opened or read.
    """
    limit = options.max_document_bytes
    with document.open() as stream:
        data = read_up_to(stream, limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"is larger than {format_size(limit)}, the most that one document may have")
    if not data:
        raise UnreadableError("is empty")
    return data


def read_up_to(stream: BinaryIO, max_bytes: int) -> bytes:
    """Reads a stream to its end or to a number of bytes, in blocks: a file reserves memory for all that it is asked for."""
    content = BytesIO()
    while block := stream.read(min(_BLOCK_BYTES, max_bytes - content.tell())):
        content.write(block)
    return content.getvalue()
