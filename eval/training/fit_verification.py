"""Makes the numbers of the check: `python -m assistant.eval.training.fit_verification FILE`, on half of a set of right and made-up answers.

A logistic regression over the measures. Supported is what it finds likelier to be backed than not: a higher threshold caught more of the made-up
answers, which mostly add words of their own, but would call every paraphrase unsupported.
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


def fit(answers: Sequence[VerifiedAnswer]) -> VerificationWeights:
    """The model that tells the right answers from the others."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(C=1.0)
    regression.fit(np.array([astuple(one.checked.measures) for one in answers]), [one.right for one in answers])
    weights = tuple(round(float(weight), 3) for weight in regression.coef_[0])
    return VerificationWeights(round(float(regression.intercept_[0]), 3), weights, SUPPORTED_FROM)


def main(file: str) -> None:
    """Fits on the choosing half and prints the text of `assistant/generative/verification/fitted_weights.py`."""
    pairs = [pair for pair in read_verification_set(Path(file)) if pair.half == "choose"]
    model = fit(list(verify_all(pairs, open_embedder())))
    sys.stdout.write(
        '"""The numbers of the check, made by `eval/training/fit_verification.py`."""\n\n'
        "from assistant.generative.verification.features import VerificationWeights\n\n"
        f"CHECK_MODEL = CheckModel(bias={model.bias}, weights={model.weights}, supported_from={model.supported_from})\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
