"""Records of the store: owners, conversations, turns, ratings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answers.answer import Answer
from assistant.conversations.conversation import Conversation

Rating = Literal["up", "down"]

THIS_COMPUTER = "local"
"""Owner of conversations over the HTTP API from this computer without a key."""


def login_owner(name: str) -> str:
    """Returns the owner for a login, the same on every device. Owners of different kinds never equal each other."""
    return f"login:{name}"


def browser_owner(browser_id: str) -> str:
    """Returns the owner for a browser without a login, known by the random id that the browser keeps."""
    return f"browser:{browser_id}"


def key_owner(name: str) -> str:
    """Returns the owner for a program with a key of the HTTP API."""
    return f"key:{name}"


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """Conversation as lists show it.

    Attributes:
        id: Random and safe in a URL. Knowing it gives no right to read the conversation.
        title: One line: the first question unless the owner named the conversation; empty before the first question.
        created: When it was created.
        changed: When the last turn was added or dropped, or the title changed.
        turns: How many questions were answered.
    """

    id: str
    title: str
    created: datetime
    changed: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """Question with its answer.

    Attributes:
        number: Increases from turn to turn; unique in the store.
        asked: When it was added.
        answer: The answer, which contains the question.
        rating: The owner's rating; None if there is none.
    """

    number: int
    asked: datetime
    answer: Answer
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """Conversation with its turns, the oldest first; only the last ones if no more were requested."""

    summary: ConversationSummary
    turns: tuple[StoredTurn, ...] = ()

    def conversation(self) -> Conversation:
        """Returns the conversation that the next question follows up on."""
        return Conversation([turn.answer for turn in self.turns])


class _FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True)


class RatedPassage(_FrozenModel):
    """Passage of the evidence at the time when the answer was rated.

    Attributes:
        article_id: The article.
        start: Its first character in the article's text.
        end: One past the last.
        score: How well it fitted the question, from 0 to 1.
        text: The characters; empty if the article was removed before.
    """

    article_id: str
    start: int
    end: int
    score: float
    text: str


class Feedback(_FrozenModel):
    """Rating with all that is needed to judge the answer later. It does not say who gave it."""

    rated: datetime
    rating: Rating
    question: str
    answer: Answer
    evidence: tuple[RatedPassage, ...]
