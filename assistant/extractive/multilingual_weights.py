"""Fitted weights of the multilingual QA model beside similarity, made by `eval/training/fit_multilingual.py`."""

from assistant.extractive.other_language_weights import OtherLanguageWeights

MULTILINGUAL_WEIGHTS = OtherLanguageWeights(
    qa_model=0.98, closeness=3.28, coverage=1.75, bias=-1.22, bias_across_languages=-0.66
)
