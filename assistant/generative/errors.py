"""Failures of language models: classified by what helps, described without keys."""

from enum import Enum

import httpx

from assistant.ingest.errors import AssistantError

_OUT_OF_MEMORY_MESSAGES = (
    "out of memory",
    "failed to allocate",
    "requires more system memory",
    "insufficient memory",
)
_MAX_DETAIL_CHARS = 160


class Failure(Enum):
    """Reason why the model gave no answer."""

    NOT_INSTALLED = "a package is missing"
    NO_KEY = "no key, or a wrong one"
    NO_SUCH_MODEL = "no such model"
    REFUSED = "nothing answers at its address"
    TIMEOUT = "it took too long"
    TOO_MANY = "too many requests"
    SERVER = "its server failed"
    OUT_OF_MEMORY = "out of memory"
    CUT = "its answer was cut off"
    BROKEN = "its answer cannot be read"
    OTHER = "it failed"


_TRANSIENT = {Failure.REFUSED, Failure.TIMEOUT, Failure.TOO_MANY, Failure.SERVER, Failure.BROKEN, Failure.CUT}


class LLMError(AssistantError):
    """Error of a language model that gave no answer.

    Attributes:
        failure: The reason.
        retry_after: How many seconds its server asks to wait; None if it does not say.
    """

    def __init__(self, failure: Failure, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.failure = failure
        self.retry_after = retry_after

    @property
    def is_transient(self) -> bool:
        """True if another attempt may succeed."""
        return self.failure in _TRANSIENT


def llm_error(error: Exception, model: str) -> LLMError:
    """Converts an exception of a provider's client.

    The clients of OpenAI, Anthropic and Ollama all set `status_code` on HTTP errors, and all use httpx.

    Args:
        error: The client's exception.
        model: The model's display name.
    """
    if isinstance(error, LLMError):
        return error
    failure = _classify(error)
    return LLMError(
        failure, f"the language model {model} gave no answer: {_describe(failure, error)}", _retry_after(error)
    )


def _classify(error: Exception) -> Failure:
    text = str(error).lower()
    if any(message in text for message in _OUT_OF_MEMORY_MESSAGES):
        return Failure.OUT_OF_MEMORY
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status >= 400:
        return _classify_status(status, text)
    causes = _causes(error)
    if any(
        isinstance(cause, httpx.TimeoutException | TimeoutError) or "Timeout" in type(cause).__name__
        for cause in causes
    ):
        return Failure.TIMEOUT
    if any(isinstance(cause, httpx.ConnectError | ConnectionRefusedError) for cause in causes):
        return Failure.REFUSED
    if any(isinstance(cause, httpx.RemoteProtocolError | httpx.ReadError | ConnectionResetError) for cause in causes):
        return Failure.CUT
    if any("Connection" in type(cause).__name__ for cause in causes):
        return Failure.REFUSED
    if any(isinstance(cause, ValueError | TypeError | KeyError | AttributeError) for cause in causes):
        return Failure.NO_KEY if "api_key" in text or "auth" in text else Failure.BROKEN
    return Failure.OTHER


def _classify_status(status: int, text: str) -> Failure:
    if status in (401, 403):
        return Failure.NO_KEY
    if status == 404 or (status == 400 and "model" in text and ("not found" in text or "not exist" in text)):
        return Failure.NO_SUCH_MODEL
    if status in (408, 504):
        return Failure.TIMEOUT
    if status == 429:
        return Failure.TOO_MANY
    return Failure.SERVER if status >= 500 else Failure.OTHER


def _causes(error: BaseException) -> list[BaseException]:
    """Returns the error and the chain of its causes."""
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    return causes


def _describe(failure: Failure, error: Exception) -> str:
    """Describes a failure in our own words. A server's text may contain anything, even a key, so it is not shown."""
    if failure is not Failure.OTHER:
        return str(failure.value)
    status = getattr(error, "status_code", "unknown")
    return f"{failure.value} ({type(error).__name__}, status {status})"[:_MAX_DETAIL_CHARS]


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    try:
        return max(0.0, float(headers["retry-after"])) if headers is not None and "retry-after" in headers else None
    except ValueError:  # a date; our own waiting time is used instead
        return None
