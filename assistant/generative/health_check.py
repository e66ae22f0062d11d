"""One short question to the language model that is set, to see whether it works, and what to do if it does not."""

import time

from assistant.generative.errors import Failure
from assistant.generative.model_spec import parse_model_spec
from assistant.generative.providers.opening import open_from_settings
from assistant.generative.streaming import stream
from assistant.settings import Settings

ADVICE = {
    Failure.NO_KEY: "check the key: ASSISTANT_LLM_KEY, or the provider's own variable",
    Failure.NO_SUCH_MODEL: "check its name; one of Ollama's has to be there first: ollama pull NAME",
    Failure.REFUSED: "start its server, or check the address and the network",
    Failure.TIMEOUT: "raise llm_timeout_seconds, or take a smaller model",
    Failure.TOO_MANY: "wait, or ask its provider for more",
    Failure.SERVER: "look into its server's log",
    Failure.OUT_OF_MEMORY: "take a smaller model, or lower llm_context",
    Failure.CUT: "look into its server's log",
    Failure.BROKEN: "check that the address speaks the OpenAI API; most end in /v1",
    Failure.OTHER: "check the setting llm",
}
"""What to do about each failure whose message does not say it."""

_FEW_TOKENS = 16


def check_llm(settings: Settings) -> str:
    """What was found, in a line.

    Raises:
        UsageError: If the setting names no model.
        LLMError: If the model cannot be used.
    """
    from llama_index.core.llms import ChatMessage

    choice = parse_model_spec(settings.llm or "")
    opened = open_from_settings(settings.model_copy(update={"llm_answer_tokens": _FEW_TOKENS}))
    try:
        began = time.perf_counter()
        said = list(stream(opened, [ChatMessage(role="user", content="Say the word yes.")]))
        took = time.perf_counter() - began
    finally:
        opened.close()
    pieces = [piece for piece in said if isinstance(piece, str)]
    answered = "answers" if "".join(pieces).strip() else "answers with nothing"
    return f"{choice.shown} {answered}, in {took:.1f} s; {opened.context_tokens:,} tokens of context"
