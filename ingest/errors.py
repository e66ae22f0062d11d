"""The one family of errors. Each message says what was wrong, with which input, and what to do."""


class AssistantError(Exception):
    """Anything the assistant reports as wrong; the message is one line, fit to be shown to a reader."""


class UsageError(AssistantError):
    """The request itself cannot be carried out: an empty question, an unknown option, a path that is not there."""


class UnreadableError(AssistantError):
    """A source or one record of it could not be read as an article."""


class IngestStoppedError(AssistantError):
    """An ingest is not wanted any more; raised by an `IngestProgress` to end it."""


class LibraryError(AssistantError):
    """The library cannot be opened or written."""


class LibraryBusyError(LibraryError):
    """Another process is writing to the library; the message says which."""


class LibraryUnreachableError(LibraryError):
    """A server that holds part of the library does not answer."""


class LibraryVersionError(LibraryError):
    """The library was made by a newer version of the assistant."""


class EmbedderError(AssistantError):
    """The embedding model cannot be loaded or used."""


class WorkersError(AssistantError):
    """The workers that an ingest is split over cannot be reached or used."""


class RerankerError(AssistantError):
    """The reranking model cannot be loaded or used."""


class EmbedderMismatchError(EmbedderError):
    """The library's vectors were made by another embedder than the one asked for."""


class MissingExtraError(AssistantError, ImportError):
    """A package of an extra is not installed; the message says how to install it.

    Args:
        what: What needs it, as a person names it.
        extra: The extra of `article-assistant` that brings it.
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs packages that are not installed; pip install 'article-assistant[{extra}]'")


def first_line(error: Exception) -> str:
    """What another library's error says first: its kind where it says nothing, and never more than a message can take."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
