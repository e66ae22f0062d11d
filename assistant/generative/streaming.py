"""An answer of a model, piece by piece, tried again where that makes sense, and stopped when nobody listens."""

import logging
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from assistant.generative.cancellation import CancellationToken, current_token
from assistant.generative.errors import LLMError, llm_error
from assistant.generative.providers.opening import OpenedLLM

if TYPE_CHECKING:
    from llama_index.core.llms import LLM, ChatMessage, ChatResponse

_ATTEMPTS = 3
_LONGEST_WAIT = 20.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TokenUse:
    """What an answer took, in the model's own tokens; None where it did not say.

    Attributes:
        prompt: Of what it was given.
        completion: Of what it wrote.
        first_ms: How long it took until the first piece came, in milliseconds.
    """

    prompt: int | None = None
    completion: int | None = None
    first_ms: float | None = None


def stream(
    opened: OpenedLLM, messages: "Sequence[ChatMessage]", sleep: Callable[[float], None] = time.sleep
) -> Generator[str | TokenUse, None, None]:
    """The pieces of an answer as they come, then what it took.

    Until the first piece has come, what may pass by itself is tried again, three times in all: after as long as the server asks
    for (20 s at most), or after a wait that doubles. A piece that was shown is never taken back: later failures are the caller's.

    Closing the generator closes the connection, which is how servers are told to stop writing. While its thread waits for a piece, nobody
    can close it: a `CancellationToken` that is heard cuts the connection from another thread, and the pieces end there.

    Raises:
        LLMError: If there is no answer, or it breaks off.
    """
    connection = opened.connect()
    use = TokenUse()
    began = time.perf_counter()
    first: float | None = None
    stop = current_token()
    try:
        with stop.by(connection.cut):
            pieces, one = _begun(opened.shown, connection.llm, messages, sleep, stop)
            while one is not None:
                use = _token_use(one.raw) or use
                if one.delta:
                    first = first or (time.perf_counter() - began) * 1000
                    yield one.delta
                one = next(pieces, None)
    except GeneratorExit:
        raise
    except Exception as error:
        if stop.is_set():
            return
        found = llm_error(error, opened.shown)
        raise found from error
    finally:
        connection.close()
    yield replace(use, first_ms=first)


def written_until(opened: OpenedLLM, prompt: str, is_enough: Callable[[str], bool]) -> str:
    """What a model writes to one message, as far as it is wanted; then it is stopped.

    Args:
        opened: The model.
        prompt: The message.
        is_enough: Told all that is written, after each piece.

    Raises:
        LLMError: If there is no answer, or it breaks off.
    """
    from llama_index.core.llms import ChatMessage

    text = ""
    with closing(stream(opened, [ChatMessage(role="user", content=prompt)])) as pieces:
        for piece in pieces:
            text += "" if isinstance(piece, TokenUse) else piece
            if is_enough(text):
                break
    return text


def _begun(
    shown: str, llm: "LLM", messages: "Sequence[ChatMessage]", sleep: Callable[[float], None], stop: CancellationToken
) -> "tuple[Generator[ChatResponse, None, None], ChatResponse | None]":
    retrying = Retrying(
        stop=stop_after_attempt(_ATTEMPTS),
        wait=_wait,
        retry=retry_if_exception(lambda error: isinstance(error, LLMError) and error.may_pass and not stop.is_set()),
        before_sleep=_say,
        sleep=sleep,
        reraise=True,
    )
    return retrying(_begin, shown, llm, messages)


def _begin(
    shown: str, llm: "LLM", messages: "Sequence[ChatMessage]"
) -> "tuple[Generator[ChatResponse, None, None], ChatResponse | None]":
    try:
        pieces = llm.stream_chat(messages)
        return pieces, next(pieces, None)
    except Exception as error:
        raise llm_error(error, shown) from error


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, LLMError) else None
    return (
        min(asked, _LONGEST_WAIT)
        if asked is not None
        else wait_exponential_jitter(multiplier=0.5, max=_LONGEST_WAIT, jitter=0.5)(state)
    )


def _say(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.info("%s; trying again", error)


def _token_use(raw: Any) -> TokenUse | None:  # noqa: ANN401  # each provider's client has its own
    usage = raw.get("usage") if isinstance(raw, dict) else getattr(raw, "usage", None)
    if usage is None:
        return None
    said = usage if isinstance(usage, dict) else vars(usage)
    prompt, completion = said.get("prompt_tokens"), said.get("completion_tokens")
    return None if prompt is None and completion is None else TokenUse(prompt, completion)
