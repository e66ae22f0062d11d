"""The assistant as a measured system, and the assistant without its language model as a baseline."""

from datetime import date

from assistant.answers.answer import Answer
from assistant.assistant import Assistant
from assistant.eval.question_sets.as_of import NO_DAY
from assistant.eval.systems.baselines.base import AssistantSearch

EXTRACTIVE = "extractive"
"""The name of the assistant without its language model among the baselines."""


class ProductSystem(AssistantSearch):
    """The assistant's `search` and `ask`.

    Args:
        assistant: The assistant over the library.
    """

    def answer(self, question: str, as_of: date | None) -> Answer:
        """See `AnsweringBaseline.answer`."""
        return self._assistant.ask(question, as_of=as_of or NO_DAY)


def assistant_without_llm(assistant: Assistant) -> Assistant:
    """Returns the same assistant over the same library, without its language model."""
    return Assistant(assistant.settings.model_copy(update={"llm": None}), assistant.library)
