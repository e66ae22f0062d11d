"""Fitted weights of the multilingual QA model beside similarity, made by `eval/training/fit_multilingual.py`."""

from assistant.extractive.other_language_weights import OtherLanguageWeights

MULTILINGUAL_WEIGHTS = OtherLanguageWeights(
    qa_model=1.0, closeness=6.0, coverage=1.0, bias=-4.0, bias_across_languages=-4.0
)
