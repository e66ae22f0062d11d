"""Weights of the verification, written by `eval/training/fit_verification.py`."""

from assistant.generative.verification.features import VerificationWeights

VERIFICATION_WEIGHTS = VerificationWeights(
    bias=-2.704, weights=(1.716, 1.784, 0.074), supported_from=0.5, answers_from=0.006
)
