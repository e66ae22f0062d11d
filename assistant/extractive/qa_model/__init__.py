"""The QA model: a small trained cross-encoder that reads a question and a sentence in its context.

Input: a question and candidate sentences, each with the title of its article and the sentence before it.
Output: a judgement of each: whether the sentence answers, the answer span, and yes, no or undecided. `eval/training/qa_model` trains it.
"""

from assistant.extractive.qa_model.candidates import MAX_TOKENS, Candidate, QAInput, QATokenizer
from assistant.extractive.qa_model.model import Judgement, QAModel

__all__ = ["MAX_TOKENS", "Candidate", "Judgement", "QAInput", "QAModel", "QATokenizer"]
