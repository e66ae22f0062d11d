"""The numbers of the sentence model, fitted by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    -5.0,
    closeness=4.0,
    passage_closeness=1.0,
    coverage=2.0,
    context_coverage=3.0,
    names_missing=-3.0,
    kind=1.0,
    news=0.5,
    passage_rank=0.5,
)
ANSWERED_FROM = 0.5
"""A best sentence that is less likely than this to answer is not quoted."""
