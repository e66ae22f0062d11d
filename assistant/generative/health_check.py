"""Health check of the language model in the settings: asks one short question."""

import time

from assistant.generative.errors import Failure
from assistant.generative.providers.open_model import open_model_from_settings
from assistant.generative.streaming import stream
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

_ANSWER_TOKENS = 16


def check_llm(settings: Settings) -> str:
    """Asks the language model and returns the result in one line.

    Raises:
        UsageError: If the setting names no model.
        LLMError: If the model cannot be used.
    """
    from llama_index.core.llms import ChatMessage

    model = open_model_from_settings(settings.model_copy(update={"llm_answer_tokens": _ANSWER_TOKENS}))
    try:
        start = time.perf_counter()
        parts = list(stream(model, [ChatMessage(role="user", content="Say the word yes.")]))
        seconds = time.perf_counter() - start
    finally:
        model.close()
    text = "".join(part for part in parts if isinstance(part, str))
    result = "answers" if text.strip() else "answers with nothing"
    return f"{model.display_name} {result}, in {seconds:.1f} s; {model.context_tokens:,} tokens of context"
