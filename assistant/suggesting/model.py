"""Questions that a language model suggests, as far as it has come after a few seconds."""

import re
import time
from contextlib import closing

from assistant.answer import Answer
from assistant.llm.prompting import harmless
from assistant.llm.ready import LazyLLM
from assistant.llm.streaming import TokenUse, stream
from assistant.prompts import Prompts

_SECONDS = 6.0  # a reader does not wait for suggestions
_PASSAGE_CHARS = 600
_PASSAGES = 3
_LEAD = re.compile(r"^(?:[-*•]\s*|\d+[.)]\s*)+")
_SHORTEST, _LONGEST = 10, 160


class ModelSuggestions:
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
        from llama_index.core.llms import ChatMessage

        passages = [harmless(one.quote[:_PASSAGE_CHARS]) for one in answer.citations[:_PASSAGES]]
        prompt = self._prompts.render(
            "suggest_questions", passages=passages, question=harmless(answer.standalone_question)
        )
        text = ""
        until = time.monotonic() + _SECONDS
        with closing(stream(self._llm.ready(), [ChatMessage(role="user", content=prompt)])) as pieces:
            for piece in pieces:
                text += "" if isinstance(piece, TokenUse) else piece
                if time.monotonic() > until:
                    break
        return _read(text)


def _read(text: str) -> list[str]:
    lines = (" ".join(_LEAD.sub("", line.strip()).split()) for line in text.splitlines())
    return [line for line in lines if line.endswith("?") and _SHORTEST <= len(line) <= _LONGEST]
