"""Whether a sentence answers a question: a small trained model that reads both together (`eval/reader_training` made it)."""

from assistant.reader.pairs import MAX_TOKENS, PairTokens
from assistant.reader.reader import Reader

__all__ = ["MAX_TOKENS", "PairTokens", "Reader"]
