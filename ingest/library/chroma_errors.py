"""Turns Chroma's errors into the library's."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.ingest.errors import LibraryError, LibraryUnreachableError, UsageError, one_line

_DISK_ERRORS = ("disk is full", "No space left", "disk I/O")


@contextmanager
def chroma_errors(index_name: str, action: str) -> Iterator[None]:
    """Raises a `LibraryError` for any of Chroma's many kinds of errors: a damaged index, a full disk, a server that is down.

    Args:
        index_name: The index, for the message.
        action: What was being done to it: "opened", "read", "written".
    """
    import httpx

    try:
        yield
    except (LibraryError, UsageError):
        raise
    except httpx.TransportError as error:
        raise LibraryUnreachableError(
            f"the vector index {index_name} cannot be {action}, as its server does not answer ({one_line(error)}); check that it is running"
        ) from error
    except Exception as error:
        detail = one_line(error)
        if any(text in detail for text in _DISK_ERRORS):
            raise LibraryError(
                f"the disk under {index_name} is full or failing ({detail}); what was finished is safe: free some space and run it again"
            ) from error
        raise LibraryError(
            f"the vector index {index_name} cannot be {action} ({detail}); rebuild it with: assistant reindex"
        ) from error
