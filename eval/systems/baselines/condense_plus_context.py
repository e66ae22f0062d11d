"""llama-index's `CondensePlusContextChatEngine` with default settings, the same language model, and the assistant's retriever.

It completes a follow-up with the language model, retrieves with that question, and answers from the passages. It cites nothing, so its
statements have no quotes, and measures that need quotes find none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.answers.answer import Answer, Evidence
from assistant.assistant import Assistant
from assistant.conversations.conversation import Conversation
from assistant.eval.question_sets.as_of import NO_DAY
from assistant.eval.question_sets.chat_set import ChatQuestion
from assistant.eval.systems.baselines.base import AssistantSearch
from assistant.eval.systems.baselines.citation_query_engine import evidence_node, parse_engine_answer
from assistant.generative.errors import llm_error
from assistant.generative.providers.open_model import LazyLLM

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage
    from llama_index.core.schema import NodeWithScore, QueryBundle

NAME = "condense-plus-context"


class CondensePlusContextBaseline(AssistantSearch):
    """Answers with the chat engine, in conversations too.

    Args:
        assistant: Retrieves the passages.
        llm: The language model.
    """

    def __init__(self, assistant: Assistant, llm: LazyLLM) -> None:
        super().__init__(assistant)
        self._llm = llm

    def answer(self, question: str, as_of: date | None) -> Answer:
        """See `AnsweringBaseline.answer`.

        Raises:
            LLMError: If the model fails.
        """
        return self.reply(question, as_of, ())

    def reply(self, question: str, as_of: date | None, turns: Sequence[Answer]) -> Answer:
        """Answers a question after earlier turns.

        Raises:
            LLMError: If the model fails.
        """
        from llama_index.core.chat_engine import CondensePlusContextChatEngine
        from llama_index.core.retrievers import BaseRetriever

        assistant, day = self._assistant, as_of or NO_DAY
        passages = assistant.settings.llm_passages
        found: list[Evidence] = []

        class AssistantRetriever(BaseRetriever):
            def _retrieve(self, query_bundle: "QueryBundle") -> "list[NodeWithScore]":
                found.append(assistant.search(query_bundle.query_str, as_of=day, top_k=passages))
                return [evidence_node(hit) for hit in found[-1].hits]

        llm = self._llm.open()
        connection = llm.connect()
        try:
            engine = CondensePlusContextChatEngine.from_defaults(
                AssistantRetriever(), llm=connection.llm, chat_history=_messages(turns)
            )
            text = str(engine.chat(question))
        except Exception as error:
            raise llm_error(error, llm.display_name) from error
        finally:
            connection.close()
        answer = parse_engine_answer(question, day, Evidence(()), text)  # a number in its text names no passage
        refs = tuple(hit.ref for evidence in found for hit in evidence.hits)
        return answer.model_copy(update={"answerer": NAME, "passages": refs})


@dataclass(slots=True)
class CondensePlusContextChatSystem:
    """The chat engine over a chat set. It is asked the question as typed, after the turns of its conversation.

    Attributes:
        name: The name in results.
        what: A description in one line.
        baseline: The engine.
    """

    name: str
    what: str
    baseline: CondensePlusContextBaseline

    def answer(self, question: ChatQuestion, conversation: Conversation | None) -> Answer:
        """See `ChatSystem.answer`."""
        answer = self.baseline.reply(question.text, question.as_of, conversation.turns if conversation else ())
        if conversation is not None:
            conversation.add(answer)
        return answer


def _messages(turns: Sequence[Answer]) -> "list[ChatMessage]":
    from llama_index.core.llms import ChatMessage

    return [
        ChatMessage(role=role, content=content)
        for turn in turns
        for role, content in (("user", turn.question), ("assistant", turn.text))
    ]
