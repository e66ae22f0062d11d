"""Follow-up questions: what a question takes over from the turns before it, found without a language model."""

from assistant.follow_up.past import PastTurn
from assistant.follow_up.rewriting import stand_alone

__all__ = ["PastTurn", "stand_alone"]
