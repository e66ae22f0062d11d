"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights, SurenessWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    closeness=2.432,
    coverage=2.782,
    complete=2.598,
    context_coverage=2.306,
    kind=1.110,
    passage=1.559,
    headline=3.238,
    lead=0.672,
    new_names=1.824,
)

SURENESS = SurenessWeights(bias=-4.801, likeness=6.213, of_the_time=2.650)

ANSWERED_FROM = 0.332
"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""
