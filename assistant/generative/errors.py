"""What can go wrong with a language model, told apart by what helps, and said without keys."""

from enum import Enum

import httpx

from assistant.ingest.errors import AssistantError

_OUT_OF_MEMORY = ("out of memory", "failed to allocate", "requires more system memory", "insufficient memory")
_LONGEST_DETAIL = 160


class Failure(Enum):
    """Why there is no answer of the model."""

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


_PASSING = {Failure.REFUSED, Failure.TIMEOUT, Failure.TOO_MANY, Failure.SERVER, Failure.BROKEN, Failure.CUT}


class LLMError(AssistantError):
    """The language model gave no answer.

    Attributes:
        failure: Why.
        retry_after: How many seconds its server asks to wait; None where it does not say.
    """

    def __init__(self, failure: Failure, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.failure = failure
        self.retry_after = retry_after

    @property
    def may_pass(self) -> bool:
        """Whether trying again makes sense."""
        return self.failure in _PASSING


def llm_error(error: Exception, model: str) -> LLMError:
    """Tells what an exception of a provider's client means.

    The clients of OpenAI, Anthropic and Ollama all give HTTP errors a `status_code`; what they rest on is httpx.

    Args:
        error: What the client raised.
        model: The model as the setting names it.
    """
    if isinstance(error, LLMError):
        return error
    failure = _failure(error)
    return LLMError(failure, f"the language model {model} gave no answer: {_said(failure, error)}", _retry_after(error))


def _failure(error: Exception) -> Failure:
    text = str(error).lower()
    if any(sign in text for sign in _OUT_OF_MEMORY):
        return Failure.OUT_OF_MEMORY
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status >= 400:
        return _by_status(status, text)
    causes = _causes(error)
    if any(isinstance(one, httpx.TimeoutException | TimeoutError) or "Timeout" in type(one).__name__ for one in causes):
        return Failure.TIMEOUT
    if any(isinstance(one, httpx.ConnectError | ConnectionRefusedError) for one in causes):
        return Failure.REFUSED
    if any(isinstance(one, httpx.RemoteProtocolError | httpx.ReadError | ConnectionResetError) for one in causes):
        return Failure.CUT
    if any("Connection" in type(one).__name__ for one in causes):
        return Failure.REFUSED
    if any(isinstance(one, ValueError | TypeError | KeyError | AttributeError) for one in causes):
        return Failure.NO_KEY if "api_key" in text or "auth" in text else Failure.BROKEN
    return Failure.OTHER


def _by_status(status: int, text: str) -> Failure:
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
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found


def _said(failure: Failure, error: Exception) -> str:
    """In words of ours: a server's own text may hold anything, a key included, so it is shown only where nothing else is known."""
    if failure is not Failure.OTHER:
        return str(failure.value)
    return f"{failure.value} ({type(error).__name__}, status {getattr(error, 'status_code', 'unknown')})"[
        :_LONGEST_DETAIL
    ]


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    try:
        return max(0.0, float(headers["retry-after"])) if headers is not None and "retry-after" in headers else None
    except ValueError:  # a date: the wait of our own will do
        return None
