"""All errors that the assistant raises. Each message says what is wrong, with which input, and what to do."""


class AssistantError(Exception):
    """Base class of the assistant's errors; the message is one line that can be shown to a user."""


class UsageError(AssistantError):
    """The request cannot be carried out: an empty question, an unknown option, a missing path."""


def no_article(article_id: str) -> UsageError:
    """Returns the error for an id that no article has."""
    return UsageError(f"there is no article with the id {article_id!r}; list them with: assistant articles list")


class UnreadableError(AssistantError):
    """A source, or one record of it, could not be read as an article."""


class NotAnArticleError(UnreadableError):
    """A source was read, but is no article, such as a consent page."""


class IngestStoppedError(AssistantError):
    """An ingest was cancelled; raised by an `IngestProgress` to end it."""


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
    """The workers of a distributed ingest cannot be reached or used."""


class RerankerError(AssistantError):
    """The reranking model cannot be loaded or used."""


class QAModelError(AssistantError):
    """The QA model cannot be loaded, or the fit of its weights failed."""


class EmbedderMismatchError(EmbedderError):
    """The library's vectors were made by another embedder than the requested one."""


class MissingExtraError(AssistantError, ImportError):
    """A package of an extra is not installed; the message says how to install it.

    Args:
        what: The feature that needs it, in words for the user.
        extra: The extra of `article-assistant` that installs it.
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs packages that are not installed; pip install 'article-assistant[{extra}]'")


def is_interruption(error: BaseException) -> bool:
    """Checks whether an error ends the program or a generator. Other errors that are no `Exception` come from extensions.

    Extensions written in Rust raise their panics (`pyo3_runtime.PanicException`) as such: a fault with one text, not the end of the program.
    """
    return isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError)


def first_line(error: BaseException) -> str:
    """Returns the first line of another library's error, at most 200 characters; the error's class name if it has no message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def one_line(error: BaseException) -> str:
    """Returns another library's whole message as one line, at most 300 characters; the error's class name if it has no message."""
    return " ".join(str(error).split())[:300] or type(error).__name__
