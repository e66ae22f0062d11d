"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    -4.515,
    closeness=2.881,
    passage_closeness=0.720,
    coverage=1.441,
    context_coverage=2.161,
    names_missing=-2.161,
    kind=0.720,
    news=0.360,
    passage_rank=0.360,
    brevity=-1.441,
)

ANSWERED_FROM = 0.401
"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""
