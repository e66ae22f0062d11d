"""Schemas of conversations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.answers.answer import Answer
from assistant.api.request_fields import RequestModel
from assistant.conversations.store import ConversationSummary, StoredConversation


class ConversationRequest(RequestModel):
    """A conversation to begin."""

    title: Annotated[
        str, StringConstraints(max_length=200), Field(description="The title. Default: the first question.")
    ] = ""


class ConversationListed(BaseModel):
    """A conversation in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    created: datetime
    changed: datetime
    turns: int


class ConversationPage(BaseModel):
    """A page of the list of the caller's conversations, the one changed last first."""

    conversations: list[ConversationListed]
    next_offset: int | None

    @classmethod
    def of(cls, summaries: Sequence[ConversationSummary], limit: int, offset: int) -> "ConversationPage":
        """Makes a page from `limit + 1` conversations, or fewer if they are the last ones."""
        listed = [ConversationListed.model_validate(summary) for summary in summaries[:limit]]
        return cls(conversations=listed, next_offset=offset + limit if len(summaries) > limit else None)


class ConversationShown(ConversationListed):
    """A conversation with its answers, the oldest first."""

    answers: list[Answer]

    @classmethod
    def of(cls, stored: StoredConversation) -> "ConversationShown":
        """Converts a stored conversation."""
        listed = ConversationListed.model_validate(stored.summary)
        return cls(**listed.model_dump(), answers=[turn.answer for turn in stored.turns])
