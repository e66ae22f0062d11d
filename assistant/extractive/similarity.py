"""Judges sentences by similarity, in languages that the QA model has not learned.

Similarity tells what a sentence is about, not whether it answers: a near miss is not recognised. So the threshold is high.
"""

from assistant.extractive.features import SentenceFeatures
from assistant.extractive.qa_model import Judgement

FULL_TOPIC = 1.0
"""The late interaction score of a sentence judged by similarity, which tells already whether the topic is covered."""

_CLOSENESS = 24.5
_COVERAGE = 2.1
_BIAS = -12.9
_BIAS_ACROSS_LANGUAGES = -9.9
"""Fitted on the dev half of questions over articles that answer them, and over the same articles without those; see docs/languages.md. Cosines
of texts in two languages are lower."""


def judge_by_similarity(features: SentenceFeatures, *, across_languages: bool) -> Judgement:
    """Judges a sentence by the cosine of its vector and the question's, and by the share of the question's words in it.

    Args:
        features: The features of the sentence; the vectors are those of the multilingual embedder.
        across_languages: Whether question and sentence are in different languages.

    Returns:
        A judgement whose logit is comparable with those of the packaged QA model, without a span.
    """
    bias = _BIAS_ACROSS_LANGUAGES if across_languages else _BIAS
    logit = bias + _CLOSENESS * features.closeness + _COVERAGE * features.coverage
    return Judgement(logit, None, 0.0, (0.0, 0.0, 0.0))
