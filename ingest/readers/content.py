"""Reads the whole content of a document, within the size limit of the options."""

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.contract import Document, ReadOptions
from assistant.ingest.sizes import format_size


def read_bytes(document: Document, options: ReadOptions) -> bytes:
    """Returns all bytes of the document.

    Raises:
        UnreadableError: If it has no bytes, or more than `options.max_document_bytes`.
        OSError: If it cannot be opened or read.
    """
    limit = options.max_document_bytes
    with document.open() as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"is larger than {format_size(limit)}, the most that one document may have")
    if not data:
        raise UnreadableError("is empty")
    return data
