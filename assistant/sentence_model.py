"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    closeness=2.297,
    coverage=3.757,
    context_coverage=2.668,
    kind=0.955,
    passage=1.409,
    headline=1.789,
    lead=0.913,
    new_names=1.613,
)

LIKENESS_SCALE, LIKENESS_BIAS = 6.680, -2.335
"""From how much a sentence is like a question to the probability that the articles answer it."""

ANSWERED_FROM = 0.314
"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""
