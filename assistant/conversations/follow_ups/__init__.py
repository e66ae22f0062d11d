"""Follow-up questions: what a question takes over from the turns before it, found without a language model."""

from assistant.conversations.follow_ups.rewriting import stand_alone
from assistant.conversations.past_turn import PastTurn

__all__ = ["PastTurn", "stand_alone"]
