"""Questions that a language model suggests within a few seconds."""

import re
import time

from assistant.answers.answer import Answer
from assistant.generative.prompting import without_markup
from assistant.generative.providers.open_model import LazyLLM
from assistant.generative.streaming import stream_until
from assistant.prompts import Prompts

_MAX_SECONDS = 6.0  # users do not wait for suggestions
_MAX_PASSAGE_CHARS = 600
_MAX_PASSAGES = 3
_LIST_PREFIX = re.compile(r"^(?:[-*•]\s*|\d+[.)]\s*)+")
_MIN_QUESTION_CHARS, _MAX_QUESTION_CHARS = 10, 160


class LLMSuggestions:
    """Lets a language model suggest questions.

    Args:
        llm: The model.
        prompts: The prompts.
    """

    def __init__(self, llm: LazyLLM, prompts: Prompts) -> None:
        self._llm = llm
        self._prompts = prompts

    def is_fast_enough(self, answer: Answer) -> bool:
        """Checks whether the model wrote the answer, and fast enough to be asked for suggestions, too."""
        return answer.usage is not None and answer.timings_ms.get("answer", 0) <= _MAX_SECONDS * 1000

    def questions(self, answer: Answer) -> list[str]:
        """Returns the complete questions that the model writes in time.

        Raises:
            LLMError: If it fails.
        """
        passages = [
            without_markup(citation.quote[:_MAX_PASSAGE_CHARS]) for citation in answer.citations[:_MAX_PASSAGES]
        ]
        prompt = self._prompts.render(
            "suggest_questions", passages=passages, question=without_markup(answer.standalone_question)
        )
        deadline = time.monotonic() + _MAX_SECONDS
        return _parse_questions(stream_until(self._llm.open(), prompt, lambda _: time.monotonic() > deadline))


def _parse_questions(text: str) -> list[str]:
    lines = (" ".join(_LIST_PREFIX.sub("", line.strip()).split()) for line in text.splitlines())
    return [line for line in lines if line.endswith("?") and _MIN_QUESTION_CHARS <= len(line) <= _MAX_QUESTION_CHARS]
