"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""

from assistant.sentence_features import SentenceWeights, SurenessWeights

SENTENCE_WEIGHTS = SentenceWeights.named(
    closeness=2.649,
    coverage=2.701,
    complete=2.637,
    context_coverage=2.291,
    kind=1.105,
    passage=1.551,
    headline=3.272,
    lead=0.628,
    new_names=1.822,
)

READER_WEIGHT = 0.253
"""How much the reader's log odds add to a sentence's score."""

SURENESS = SurenessWeights(bias=-8.793, match=6.363, answers=0.220, of_the_time=2.498, agrees=1.969)

SURENESS_UNREAD = SurenessWeights(bias=-11.612, match=10.928, answers=0.000, of_the_time=2.133, agrees=2.270)
"""The same for questions that the reader is not asked."""

ANSWERED_FROM = 0.255
"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""
