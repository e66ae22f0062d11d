"""Streams an answer of a model: retries transient failures, and stops when the caller does."""

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from assistant.generative.cancellation import current_token
from assistant.generative.errors import LLMError, llm_error
from assistant.generative.providers.base import OpenLLM
from assistant.generative.thoughts import ThoughtFilter

if TYPE_CHECKING:
    from llama_index.core.llms import LLM, ChatMessage, ChatResponse

    StartStream = Callable[[LLM], Generator[ChatResponse, None, None]]
    """Sends the request and returns the responses."""

    _StartedStream = tuple[Generator[ChatResponse, None, None], ChatResponse | None]
    """(the responses, the first of them; None if there is none)"""

_ATTEMPTS = 3
_MAX_WAIT_SECONDS = 20.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TokenUse:
    """Tokens that an answer used, as the model counts them; None if it does not state them.

    Attributes:
        prompt: Tokens of the prompt.
        completion: Tokens of the answer.
        first_ms: Milliseconds until the first text or thought came.
        has_thoughts: Whether the model thought before it answered.
    """

    prompt: int | None = None
    completion: int | None = None
    first_ms: float | None = None
    has_thoughts: bool = False


def stream(
    model: OpenLLM, messages: "Sequence[ChatMessage]", sleep: Callable[[float], None] = time.sleep
) -> Generator[str | TokenUse, None, None]:
    """Yields the text of an answer as it comes, then the tokens that it used. The thoughts of a reasoning model are left out.

    See `stream_responses` for failures and for the ways to stop it.

    Raises:
        LLMError: If there is no answer, or it breaks off.
    """
    use = TokenUse()
    start = time.perf_counter()
    first_ms: float | None = None
    thoughts = ThoughtFilter()
    with closing(stream_responses(model, lambda llm: llm.stream_chat(messages), sleep=sleep)) as responses:
        for response in responses:
            use = token_use(response.raw) or use
            thought = response.additional_kwargs.get("thinking_delta")
            thoughts.has_thoughts |= bool(thought)
            if response.delta or thought:
                first_ms = first_ms or (time.perf_counter() - start) * 1000
            if text := thoughts.feed(response.delta or ""):
                yield text
    if text := thoughts.finish():
        yield text
    yield replace(use, first_ms=first_ms, has_thoughts=thoughts.has_thoughts)


def stream_responses(
    model: OpenLLM,
    start: "StartStream",
    *,
    seconds: float | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> "Generator[ChatResponse, None, None]":
    """Yields the responses of a model as they come.

    Transient failures before the first response are retried, three attempts in all. The wait is what the server asks for
    (20 s at most); otherwise it doubles. After the first response, failures are raised: text that was shown is never taken back.

    Closing the generator closes the connection, which tells the server to stop writing. A thread that waits for text cannot close it:
    cancelling the current `CancellationToken` cuts the connection from another thread, and the generator ends.

    Args:
        model: The model.
        start: Sends the request.
        seconds: How long the model may take; None for as long as it sends something.
        sleep: Waits between two attempts.

    Raises:
        LLMError: If there is no answer, it breaks off, or it takes too long.
    """
    connection = model.connect()
    token = current_token()
    try:
        with token.on_cancel(connection.cut), _cut_after(seconds, connection.cut) as is_over:
            responses, response = _start_with_retries(
                model.display_name,
                lambda: start(connection.llm),
                sleep,
                lambda: not token.is_cancelled and not is_over.is_set(),
            )
            while response is not None:
                yield response
                response = next(responses, None)
    except GeneratorExit:
        raise
    except Exception as error:
        if token.is_cancelled:
            return
        raise llm_error(error, model.display_name) from error
    finally:
        connection.close()


@contextmanager
def _cut_after(seconds: float | None, cut: Callable[[], None]) -> Iterator[threading.Event]:
    """Cuts a connection after some seconds inside the context. The event tells whether it was cut."""
    is_over = threading.Event()
    if seconds is None:
        yield is_over
        return

    def end() -> None:
        is_over.set()
        cut()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()


def stream_until(model: OpenLLM, prompt: str, is_enough: Callable[[str], bool]) -> str:
    """Returns what a model writes to one message, and stops the model when that is enough.

    Args:
        model: The model.
        prompt: The message.
        is_enough: Takes the whole text after each piece of it.

    Raises:
        LLMError: If there is no answer, or it breaks off.
    """
    from llama_index.core.llms import ChatMessage

    text = ""
    with closing(stream(model, [ChatMessage(role="user", content=prompt)])) as parts:
        for part in parts:
            text += "" if isinstance(part, TokenUse) else part
            if is_enough(text):
                break
    return text


def _start_with_retries(
    model_name: str,
    start: "Callable[[], Generator[ChatResponse, None, None]]",
    sleep: Callable[[float], None],
    may_retry: Callable[[], bool],
) -> "_StartedStream":
    retrying = Retrying(
        stop=stop_after_attempt(_ATTEMPTS),
        wait=_retry_wait,
        retry=retry_if_exception(lambda error: isinstance(error, LLMError) and error.is_transient and may_retry()),
        before_sleep=_log_retry,
        sleep=sleep,
        reraise=True,
    )
    return retrying(_start, model_name, start)


def _start(model_name: str, start: "Callable[[], Generator[ChatResponse, None, None]]") -> "_StartedStream":
    try:
        responses = start()
        return responses, next(responses, None)
    except Exception as error:
        raise llm_error(error, model_name) from error


def _retry_wait(state: RetryCallState) -> float:
    """Returns the seconds until the next attempt."""
    error = state.outcome.exception() if state.outcome else None
    retry_after = error.retry_after if isinstance(error, LLMError) else None
    if retry_after is not None:
        return min(retry_after, _MAX_WAIT_SECONDS)
    return wait_exponential_jitter(multiplier=0.5, max=_MAX_WAIT_SECONDS, jitter=0.5)(state)


def _log_retry(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.info("%s; trying again", error)


def token_use(raw: Any) -> TokenUse | None:  # noqa: ANN401  # each provider's client has a type of its own
    """Reads the token counts of a response; None if it has none."""
    usage = raw.get("usage") if isinstance(raw, dict) else getattr(raw, "usage", None)
    if usage is None:
        return None
    counts = usage if isinstance(usage, dict) else vars(usage)
    prompt, completion = counts.get("prompt_tokens"), counts.get("completion_tokens")
    return None if prompt is None and completion is None else TokenUse(prompt, completion)
