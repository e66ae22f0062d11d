"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights, SurenessWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    closeness=2.502,
    coverage=2.755,
    complete=2.595,
    context_coverage=2.284,
    kind=1.117,
    passage=1.536,
    headline=3.316,
    lead=0.662,
    new_names=1.815,
)

SURENESS = SurenessWeights(bias=-11.343, match=11.026, of_the_time=2.059, agrees=2.224)

ANSWERED_FROM = 0.325
"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""
