"""Streams an answer of a model: retries transient failures, and stops when the caller does."""

import logging
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from assistant.generative.cancellation import CancellationToken, current_token
from assistant.generative.errors import LLMError, llm_error
from assistant.generative.providers.base import OpenLLM
from assistant.generative.thoughts import ThoughtFilter

if TYPE_CHECKING:
    from llama_index.core.llms import LLM, ChatMessage, ChatResponse

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

    Transient failures before the first text are retried, three attempts in all. The wait is what the server asks for
    (20 s at most); otherwise it doubles. After the first text, failures are raised: text that was shown is never taken back.

    Closing the generator closes the connection, which tells the server to stop writing. A thread that waits for text cannot close it:
    cancelling the current `CancellationToken` cuts the connection from another thread, and the generator ends.

    Raises:
        LLMError: If there is no answer, or it breaks off.
    """
    connection = model.connect()
    use = TokenUse()
    start = time.perf_counter()
    first_ms: float | None = None
    thoughts = ThoughtFilter()
    token = current_token()
    try:
        with token.on_cancel(connection.cut):
            responses, response = _start_with_retries(model.display_name, connection.llm, messages, sleep, token)
            while response is not None:
                use = _token_use(response.raw) or use
                thought = response.additional_kwargs.get("thinking_delta")
                thoughts.has_thoughts |= bool(thought)
                if response.delta or thought:
                    first_ms = first_ms or (time.perf_counter() - start) * 1000
                if text := thoughts.feed(response.delta or ""):
                    yield text
                response = next(responses, None)
            if text := thoughts.finish():
                yield text
    except GeneratorExit:
        raise
    except Exception as error:
        if token.is_cancelled:
            return
        raise llm_error(error, model.display_name) from error
    finally:
        connection.close()
    yield replace(use, first_ms=first_ms, has_thoughts=thoughts.has_thoughts)


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
    llm: "LLM",
    messages: "Sequence[ChatMessage]",
    sleep: Callable[[float], None],
    token: CancellationToken,
) -> "_StartedStream":
    retrying = Retrying(
        stop=stop_after_attempt(_ATTEMPTS),
        wait=_retry_wait,
        retry=retry_if_exception(
            lambda error: isinstance(error, LLMError) and error.is_transient and not token.is_cancelled
        ),
        before_sleep=_log_retry,
        sleep=sleep,
        reraise=True,
    )
    return retrying(_start, model_name, llm, messages)


def _start(model_name: str, llm: "LLM", messages: "Sequence[ChatMessage]") -> "_StartedStream":
    try:
        responses = llm.stream_chat(messages)
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


def _token_use(raw: Any) -> TokenUse | None:  # noqa: ANN401  # each provider's client has a type of its own
    """Reads the token counts of a response; None if it has none."""
    usage = raw.get("usage") if isinstance(raw, dict) else getattr(raw, "usage", None)
    if usage is None:
        return None
    counts = usage if isinstance(usage, dict) else vars(usage)
    prompt, completion = counts.get("prompt_tokens"), counts.get("completion_tokens")
    return None if prompt is None and completion is None else TokenUse(prompt, completion)
