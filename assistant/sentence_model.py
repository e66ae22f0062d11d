"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    closeness=2.501,
    coverage=3.138,
    complete=2.646,
    context_coverage=2.662,
    kind=1.098,
    passage=1.460,
    headline=1.953,
    lead=0.991,
    new_names=1.718,
)

LIKENESS_SCALE, LIKENESS_BIAS = 6.484, -2.257
"""From how much a sentence is like a question to the probability that the articles answer it."""

ANSWERED_FROM = 0.319
"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""
