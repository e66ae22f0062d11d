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

QA_MODEL_WEIGHT = 1.78
"""The weight of the QA model's answer logit in the score of a sentence."""

CONFIDENCE_WEIGHTS = ConfidenceWeights(
    topic_bias=-4.67, late_interaction=9.07, date_range_match=0.32, answer_bias=0.06, answers=0.68
)

ANSWER_THRESHOLD = 0.309
"""The lowest confidence with which a question is answered."""
