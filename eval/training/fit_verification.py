"""Fits the weights of the verification: `python -m assistant.eval.training.fit_verification FILE`.

A logistic regression over the verification features, on the dev half of a verification set. The threshold is fixed at
0.5. A higher threshold would catch more made-up answers, which mostly add words, but would call every paraphrase
unsupported.
"""

import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np

from assistant.eval.question_sets.verification_set import read_verification_set
from assistant.eval.stages.verification import VerifiedAnswer, verify_all
from assistant.generative.verification.features import VerificationWeights
from assistant.ingest.embedders import open_embedder

SUPPORTED_FROM = 0.5


def fit_verification_weights(answers: Sequence[VerifiedAnswer]) -> VerificationWeights:
    """Fits the model that separates right answers from made-up ones."""
    from sklearn.linear_model import LogisticRegression

    features = np.array([astuple(answer.verification.features) for answer in answers])
    regression = LogisticRegression(C=1.0)
    regression.fit(features, [answer.right for answer in answers])
    weights = tuple(round(float(weight), 3) for weight in regression.coef_[0])
    return VerificationWeights(round(float(regression.intercept_[0]), 3), weights, SUPPORTED_FROM)


def main(file: str) -> None:
    """Fits on the dev half and prints the text of `assistant/generative/verification/fitted_weights.py`."""
    pairs = [pair for pair in read_verification_set(Path(file)) if pair.half == "dev"]
    fitted = fit_verification_weights(list(verify_all(pairs, open_embedder())))
    sys.stdout.write(
        '"""Weights of the verification, written by `eval/training/fit_verification.py`."""\n\n'
        "from assistant.generative.verification.features import VerificationWeights\n\n"
        f"VERIFICATION_WEIGHTS = {fitted!r}\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
