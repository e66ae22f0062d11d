"""Fitted weights of the sentence ranking and the confidence, made by `eval/training/fit_sentence_weights.py`."""

from assistant.extractive.features import ConfidenceWeights, SentenceWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    closeness=2.892,
    coverage=2.753,
    complete=2.502,
    context_coverage=2.346,
    kind=1.133,
    passage=1.463,
    headline=3.343,
    lead=0.832,
    new_names=1.694,
)

QA_MODEL_WEIGHT = 1.65
"""The weight of the QA model's answer logit in the score of a sentence."""

CONFIDENCE_WEIGHTS = ConfidenceWeights(
    topic_bias=-4.99, late_interaction=8.97, date_range_match=0.45, answer_bias=0.53, answers=0.64
)

ANSWER_THRESHOLD = 0.335
"""The lowest confidence with which a question is answered."""
