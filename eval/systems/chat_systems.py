"""Systems that answer chat sets: the assistant in conversations, and baselines that know no conversation."""

from dataclasses import dataclass
from typing import Protocol

from assistant.answers.answer import Answer
from assistant.assistant import Assistant
from assistant.conversations.conversation import Conversation
from assistant.eval.question_sets.as_of import NO_DAY
from assistant.eval.question_sets.chat_set import ChatQuestion
from assistant.eval.results.result import PRODUCT
from assistant.eval.systems.baselines import ANSWERING_BASELINES, BASELINES, AnsweringBaseline, open_answering_baseline
from assistant.eval.systems.baselines.condense_plus_context import (
    CondensePlusContextBaseline,
    CondensePlusContextChatSystem,
)
from assistant.eval.systems.baselines.product import EXTRACTIVE, assistant_without_llm
from assistant.ingest.errors import UsageError


class ChatSystem(Protocol):
    """A system that answers questions of a chat set.

    Attributes:
        name: The name in results.
        what: A description in one line.
    """

    name: str
    what: str

    def answer(self, question: ChatQuestion, conversation: Conversation | None) -> Answer:
        """Answers a question.

        Args:
            question: The question.
            conversation: The earlier turns, to which the answer is added; None for a single question.
        """
        ...


@dataclass(slots=True)
class AssistantChatSystem:
    """The assistant, asked as a user asks.

    Attributes:
        name: The name in results.
        what: A description in one line.
        assistant: The assistant.
    """

    name: str
    what: str
    assistant: Assistant

    def answer(self, question: ChatQuestion, conversation: Conversation | None) -> Answer:
        """See `ChatSystem.answer`."""
        return self.assistant.ask(question.text, as_of=question.as_of or NO_DAY, conversation=conversation)


@dataclass(slots=True)
class StandaloneChatSystem:
    """A baseline without conversations. It is asked the standalone question of the set.

    Attributes:
        name: The name in results.
        what: A description in one line.
        baseline: The baseline.
    """

    name: str
    what: str
    baseline: AnsweringBaseline

    def answer(self, question: ChatQuestion, conversation: Conversation | None) -> Answer:
        """See `ChatSystem.answer`."""
        del conversation
        return self.baseline.answer(question.standalone, question.as_of)


def chat_systems(assistant: Assistant, baselines: tuple[str, ...]) -> list[ChatSystem]:
    """Returns the product and the baselines.

    Args:
        assistant: The product.
        baselines: The names of the baselines.

    Raises:
        UsageError: If there is no such baseline, or it does not answer.
    """
    product = AssistantChatSystem(PRODUCT, "This assistant, with the settings of the run", assistant)
    return [product, *(_baseline_system(name, assistant) for name in baselines)]


def _baseline_system(name: str, assistant: Assistant) -> ChatSystem:
    if name in BASELINES:
        raise UsageError(f"the baseline {name} only retrieves; a chat set measures answers: {_names()}")
    if name not in ANSWERING_BASELINES:
        raise UsageError(f"there is no baseline {name!r}; for a chat set there are {_names()}")
    baseline = open_answering_baseline(name, assistant)
    if name == EXTRACTIVE:
        return AssistantChatSystem(name, ANSWERING_BASELINES[name], assistant_without_llm(assistant))
    if isinstance(baseline, CondensePlusContextBaseline):
        return CondensePlusContextChatSystem(name, ANSWERING_BASELINES[name], baseline)
    return StandaloneChatSystem(name, ANSWERING_BASELINES[name], baseline)


def _names() -> str:
    return ", ".join(ANSWERING_BASELINES)
