"""Lets a model write one line: a reworded or a completed question."""

from assistant.answers.answer import Usage
from assistant.generative.providers.open_model import LazyLLM
from assistant.generative.streaming import stream_until
from assistant.generative.usage import Prices, usage_of_prompt


def write_line(llm: LazyLLM, prompt: str, prices: Prices | None, max_chars: int | None = None) -> tuple[str, Usage]:
    """Returns the first line that a model writes, without quotation marks around it, and the use of the model.

    Args:
        llm: The model.
        prompt: The prompt.
        prices: Prices of a million tokens; None if they are not known.
        max_chars: The number of characters after which the model is stopped; None for the end of the line only.

    Raises:
        LLMError: If there is no answer, or it breaks off.
    """
    model = llm.open()
    text = stream_until(
        model, prompt, lambda text: "\n" in text.strip() or (max_chars is not None and len(text) > max_chars)
    )
    line = " ".join(text.strip().partition("\n")[0].split()).strip('"“”')
    return line, usage_of_prompt(model, prompt, text, prices)
