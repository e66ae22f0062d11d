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

QA_MODEL_WEIGHT = 0.277
"""The weight of the QA model's log odds in the score of a sentence."""

CONFIDENCE_WEIGHTS = ConfidenceWeights(
    bias=-8.645, late_interaction=6.151, answers=0.230, date_range_match=2.407, agrees=2.055
)

OVERVIEW_CONFIDENCE_WEIGHTS = ConfidenceWeights(
    bias=-12.688, late_interaction=10.964, answers=0.000, date_range_match=2.702, agrees=2.663
)
"""The confidence weights of questions for an overview, which the QA model does not judge."""

ANSWER_THRESHOLD = 0.248
"""The lowest confidence with which a question is answered."""
