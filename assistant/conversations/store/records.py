"""What the store gives."""

from dataclasses import dataclass
from datetime import datetime

from assistant.answers.answer import Answer
from assistant.conversations.conversation import Conversation
from assistant.conversations.store.feedback import Rating


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation as lists show it.

    Attributes:
        id: Random, fit for an address; knowing it is no right to read it.
        title: In one line; the first question unless the owner named it; empty before there is one.
        created: When it was begun.
        changed: When the last turn was added or dropped, or the title changed.
        turns: How many questions have been answered.
    """

    id: str
    title: str
    created: datetime
    changed: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question with its answer.

    Attributes:
        number: Grows from turn to turn; unique in the whole store.
        asked: When it was added.
        answer: The answer, with its question.
        rating: What the owner thinks of it; None where they have not said.
    """

    number: int
    asked: datetime
    answer: Answer
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A conversation with its turns, the oldest first; only the last ones where the rest was not asked for."""

    summary: ConversationSummary
    turns: tuple[StoredTurn, ...] = ()

    def conversation(self) -> Conversation:
        """What the next question follows up on."""
        return Conversation([turn.answer for turn in self.turns])
