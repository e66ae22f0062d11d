"""Fitted weights of the multilingual QA model beside similarity, made by `eval/training/fit_multilingual.py`."""

from assistant.extractive.other_language_weights import OtherLanguageWeights

MULTILINGUAL_WEIGHTS = OtherLanguageWeights(
    yes_no=0.9,
    yes_no_bias=0.0,
    span=0.45,
    closeness=3.3,
    coverage=1.75,
    passage=1.0,
    bias=-0.5,
    bias_across_languages=0.0,
)
