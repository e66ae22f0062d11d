"""Questions that a language model suggests, as far as it has come after a few seconds."""

import re
import time

from assistant.answers.answer import Answer
from assistant.generative.lazy_model import LazyLLM
from assistant.generative.prompting import without_markup
from assistant.generative.streaming import written_until
from assistant.prompts import Prompts

_SECONDS = 6.0  # a reader does not wait for suggestions
_PASSAGE_CHARS = 600
_PASSAGES = 3
_LEAD = re.compile(r"^(?:[-*•]\s*|\d+[.)]\s*)+")
_SHORTEST, _LONGEST = 10, 160


class LLMSuggestions:
    """Asks a language model.

    Args:
        llm: The model.
        prompts: The words.
    """

    def __init__(self, llm: LazyLLM, prompts: Prompts) -> None:
        self._llm = llm
        self._prompts = prompts

    def is_quick_enough(self, answer: Answer) -> bool:
        """Whether the model wrote the answer, and in so short a time that it can be asked for suggestions, too."""
        return answer.usage is not None and answer.timings_ms.get("answer", 0) <= _SECONDS * 1000

    def questions(self, answer: Answer) -> list[str]:
        """What it has written in time, question by question; a last one that is not whole is left out.

        Raises:
            LLMError: If it fails.
        """
        passages = [without_markup(one.quote[:_PASSAGE_CHARS]) for one in answer.citations[:_PASSAGES]]
        prompt = self._prompts.render(
            "suggest_questions", passages=passages, question=without_markup(answer.standalone_question)
        )
        until = time.monotonic() + _SECONDS
        return _read(written_until(self._llm.ready(), prompt, lambda _: time.monotonic() > until))


def _read(text: str) -> list[str]:
    lines = (" ".join(_LEAD.sub("", line.strip()).split()) for line in text.splitlines())
    return [line for line in lines if line.endswith("?") and _SHORTEST <= len(line) <= _LONGEST]
