"""Whether a sentence answers a question: a small trained model that reads both together (`eval/reader_training` made it)."""

from assistant.extractive.qa_model.model import QAModel
from assistant.extractive.qa_model.tokens import MAX_TOKENS, PairTokens

__all__ = ["MAX_TOKENS", "PairTokens", "QAModel"]
