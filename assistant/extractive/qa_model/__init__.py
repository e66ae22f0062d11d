"""QA models: each reads a question and a sentence in its context. The packaged one is a small trained cross-encoder.

Input: a question and candidate sentences, each with the title of its article and the sentence before it.
Output: a judgement of each: whether the sentence answers, the answer span, and yes, no or undecided. `eval/training/qa_model` trains the
packaged model; `transformers_model.py` opens others.
"""

from assistant.extractive.qa_model.candidates import MAX_TOKENS, Candidate, QAInput, QATokenizer
from assistant.extractive.qa_model.contract import Judgement, QAModel
from assistant.extractive.qa_model.packaged import PackagedQAModel

__all__ = [
    "MAX_TOKENS",
    "Candidate",
    "Judgement",
    "PackagedQAModel",
    "QAInput",
    "QAModel",
    "QATokenizer",
    "open_qa_model",
]


def open_qa_model(name: str | None = None) -> QAModel:
    """Loads a QA model: the packaged one, or a Hugging Face model by hub name or folder.

    Raises:
        EmbedderError: If the package with the tokens of the packaged model is not installed.
        QAModelError: If there is no such model, it cannot be loaded, or it is of another kind.
    """
    if name is None:
        return PackagedQAModel()
    from assistant.extractive.qa_model.transformers_model import open_transformers_model

    return open_transformers_model(name)
