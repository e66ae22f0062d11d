"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights, SurenessWeights

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

SURENESS = SurenessWeights(bias=-4.437, likeness=5.887, of_the_time=2.461)

ANSWERED_FROM = 0.331
"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""
