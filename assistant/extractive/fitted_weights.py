"""Fitted weights of the sentence ranking and the confidence, made by `eval/training/fit_sentence_weights.py`."""

from assistant.extractive.features import ConfidenceWeights, SentenceWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    closeness=4.107,
    coverage=1.832,
    complete=0.726,
    context_coverage=3.403,
    kind=1.648,
    passage=1.081,
    headline=1.433,
    lead=-0.106,
    new_names=0.630,
)

QA_MODEL_WEIGHT = 1.44
"""The weight of the QA model's answer logit in the score of a sentence."""

CONFIDENCE_WEIGHTS = ConfidenceWeights(
    topic_bias=-3.90, late_interaction=8.70, date_range_match=-0.26, answer_bias=0.15, answers=0.69
)

ANSWER_THRESHOLD = 0.298
"""The lowest confidence with which a question is answered."""
