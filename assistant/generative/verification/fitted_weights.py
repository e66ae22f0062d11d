"""The numbers of the check, made by `eval/training/fit_verification.py`."""

from assistant.generative.verification.features import CheckModel

CHECK_MODEL = CheckModel(bias=-2.704, weights=(1.716, 1.784, 0.074), supported_from=0.5)
