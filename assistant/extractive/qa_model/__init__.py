"""The QA model: a small trained cross-encoder that judges whether a sentence answers a question.

Input: a question and texts.
Output: log odds, one for each text. `eval/training/qa_model` trains it.
"""

from assistant.extractive.qa_model.model import QAModel
from assistant.extractive.qa_model.tokens import MAX_TOKENS, PairTokens

__all__ = ["MAX_TOKENS", "PairTokens", "QAModel"]
