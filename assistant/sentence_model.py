"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    -4.568,
    closeness=2.868,
    passage_closeness=0.717,
    coverage=1.434,
    context_coverage=2.151,
    names_missing=-2.151,
    kind=0.717,
    news=0.359,
    passage_rank=0.359,
    brevity=-1.434,
)

ANSWERED_FROM = 0.409
"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""
