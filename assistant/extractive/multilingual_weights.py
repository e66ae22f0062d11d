"""Fitted weights of the multilingual QA model beside similarity, made by `eval/training/fit_multilingual.py`."""

from assistant.extractive.other_language_weights import OtherLanguageWeights

MULTILINGUAL_WEIGHTS = OtherLanguageWeights(
    yes_no=0.97,
    yes_no_bias=0.24,
    span=0.47,
    closeness=3.16,
    coverage=2.34,
    passage=1.67,
    bias=-1.26,
    bias_across_languages=-0.25,
)
