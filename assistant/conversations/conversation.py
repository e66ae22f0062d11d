"""Conversation: its answers in order, and the standalone question of a follow-up."""

from dataclasses import dataclass, field

from assistant.answers.answer import Answer
from assistant.conversations.follow_ups.rewriting import rewrite_follow_up
from assistant.conversations.past_turns import past_turns


@dataclass(slots=True)
class Conversation:
    """Answers of a conversation, in order."""

    turns: list[Answer] = field(default_factory=list)

    def stand_alone(self, question: str) -> str:
        """Returns the standalone question: the question itself if it takes nothing over from the turns before."""
        return rewrite_follow_up(" ".join(question.split()), past_turns(self.turns))

    def add(self, answer: Answer) -> None:
        """Adds a turn."""
        self.turns.append(answer)
