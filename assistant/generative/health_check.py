"""Health check of the language models in the settings: asks each to repeat a text, and measures its speed."""

import time
from dataclasses import dataclass

from assistant.generative.errors import Failure
from assistant.generative.providers.base import OpenLLM
from assistant.generative.providers.open_model import open_fast_model_from_settings, open_model_from_settings
from assistant.generative.streaming import TokenUse, stream
from assistant.settings import Settings

ADVICE = {
    Failure.NO_KEY: "check the key: ASSISTANT_LLM_KEY, or the provider's own variable",
    Failure.NO_SUCH_MODEL: "check its name; a model of Ollama must be pulled first: ollama pull NAME",
    Failure.REFUSED: "start its server, or check the address and the network",
    Failure.TIMEOUT: "raise llm_timeout_seconds, or use a smaller model",
    Failure.TOO_MANY: "wait, or ask its provider for a higher limit",
    Failure.SERVER: "look into its server's log",
    Failure.OUT_OF_MEMORY: "use a smaller model, or lower llm_context",
    Failure.CUT: "look into its server's log",
    Failure.BROKEN: "check that the address speaks the OpenAI API; most end in /v1",
    Failure.OTHER: "check the setting llm",
}
"""Advice for each failure whose message does not contain it."""

_ANSWER_TOKENS = 48
_TEXT = " ".join(f"The ferry number {number} sails to the island at {number} o'clock." for number in range(1, 19))
_USUAL_PROMPT_TOKENS = 800  # instructions, excerpts and question
_USUAL_ANSWER_TOKENS = 50
_SLOW_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """The speed of a language model.

    Attributes:
        read_per_second: The tokens of a prompt that it reads per second, network included.
        written_per_second: The tokens that it writes per second; 0 if it wrote too little to tell.
    """

    read_per_second: float
    written_per_second: float

    @property
    def answer_seconds(self) -> float:
        """The seconds that a usual answer takes."""
        writing = _USUAL_ANSWER_TOKENS / self.written_per_second if self.written_per_second else 0.0
        return _USUAL_PROMPT_TOKENS / self.read_per_second + writing


def check_llm(settings: Settings) -> str:
    """Asks the language model and returns the result in one line, with its speed and what to expect.

    Raises:
        UsageError: If the setting names no model.
        LLMError: If the model cannot be used.
    """
    model = open_model_from_settings(settings.model_copy(update={"llm_answer_tokens": _ANSWER_TOKENS}))
    steps = f"; up to {settings.llm_steps} steps if it calls tools" if model.calls_tools and settings.llm_steps else ""
    return _check(model) + steps


def check_fast_llm(settings: Settings) -> str:
    """Asks the fast language model and returns the result in one line; see `check_llm` for its errors."""
    return _check(open_fast_model_from_settings(settings.model_copy(update={"llm_answer_tokens": _ANSWER_TOKENS})))


def _check(model: OpenLLM) -> str:
    """Asks a model, and closes it."""
    from llama_index.core.llms import ChatMessage

    prompt = f"{_TEXT}\n\nRepeat this text word for word:"
    try:
        start = time.perf_counter()
        parts = list(stream(model, [ChatMessage(role="user", content=prompt)]))
        seconds = time.perf_counter() - start
        text = "".join(part for part in parts if isinstance(part, str))
        use = next((part for part in parts if isinstance(part, TokenUse)), TokenUse())
        prompt_tokens = use.prompt or model.count_tokens(prompt)
        written_tokens = use.completion or model.count_tokens(text)
    finally:
        model.close()
    if not text.strip() and not use.has_thoughts:
        return f"{model.display_name} answers with nothing, in {seconds:.1f} s"
    first_seconds = (use.first_ms or seconds * 1000) / 1000
    speed = measure_speed(prompt_tokens, written_tokens, first_seconds, seconds)
    thinks = "; it thinks first: set llm_answer_tokens to 1,000 or more" if use.has_thoughts else ""
    return f"{model.display_name} answers; {describe_speed(speed)}; {model.context_tokens:,} tokens of context{thinks}"


def measure_speed(prompt_tokens: int, written_tokens: int, first_seconds: float, seconds: float) -> ModelSpeed:
    """Computes the speed of a model from one call.

    Args:
        prompt_tokens: The tokens of the prompt.
        written_tokens: The tokens that the model wrote.
        first_seconds: The seconds until the first of them.
        seconds: The seconds until the last of them.
    """
    writing_seconds = seconds - first_seconds
    written = (written_tokens - 1) / writing_seconds if written_tokens > 1 and writing_seconds > 0 else 0.0
    return ModelSpeed(prompt_tokens / first_seconds, written)


def describe_speed(speed: ModelSpeed) -> str:
    """Returns the speed in words, and what to expect of it."""
    seconds = speed.answer_seconds
    expected = f"about {seconds:.0f} s" if seconds >= 1 else "less than 1 s"
    slow = "; a smaller model or quotes are faster" if seconds > _SLOW_SECONDS else ""
    return (
        f"it reads {speed.read_per_second:,.0f} and writes {speed.written_per_second:,.0f} tokens per second: "
        f"expect {expected} for an answer{slow}"
    )
