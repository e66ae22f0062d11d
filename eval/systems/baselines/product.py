"""The assistant, asked as a user asks: what is measured, and, without its language model, a baseline of itself."""

from datetime import date

from assistant.answers.answer import Answer
from assistant.assistant import Assistant
from assistant.eval.question_sets.day_asked import NO_DAY
from assistant.eval.systems.baselines.contract import FoundPassage
from assistant.eval.systems.baselines.stored import found_hits


class ProductAnswers:
    """`search` as deep as is asked for, and `ask`.

    Args:
        assistant: It.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def search(self, question: str, as_of: date | None, k: int) -> list[FoundPassage]:
        """See `Baseline.search`."""
        return found_hits(self._assistant.search(question, as_of=as_of or NO_DAY, top_k=k))

    def answer(self, question: str, as_of: date | None) -> Answer:
        """See `AnsweringBaseline.answer`."""
        return self._assistant.ask(question, as_of=as_of or NO_DAY)


def without_llm(assistant: Assistant) -> ProductAnswers:
    """The same assistant over the same library, quoting only."""
    return ProductAnswers(Assistant(assistant.settings.model_copy(update={"llm": None}), assistant.library))
