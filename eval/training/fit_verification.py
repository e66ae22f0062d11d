"""Fits the weights of the verification, on dev halves only.

    python -m assistant.eval.training.fit_verification FILE --library DIR --chat FILE [FILE …]

FILE is a verification set. A logistic regression over the verification features tells its right answers from the made-up ones. The threshold of
that is fixed at 0.5: a higher one would catch more made-up answers, which mostly add words, but would call every paraphrase unsupported.

The chat sets are asked of the library. The threshold of the QA model is chosen so that it rejects 5 % of the sentences that answer.

The text of `assistant/generative/verification/fitted_weights.py` is printed, and on stderr what the packaged weights are worth on the test halves.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.eval.fitting.verification_examples import verify_chat_sentences
from assistant.eval.question_sets.chat_set import read_chat_set
from assistant.eval.question_sets.question_set import Half
from assistant.eval.question_sets.verification_set import read_verification_set
from assistant.eval.stages.verification import VerifiedAnswer, packaged_models, verify_all
from assistant.generative.verification.features import VerificationWeights

SUPPORTED_FROM = 0.5
WRONGLY_REJECTED = 0.025


def fit_verification_weights(
    answers: Sequence[VerifiedAnswer], chat_sentences: Sequence[VerifiedAnswer]
) -> VerificationWeights:
    """Fits the model that separates right answers from made-up ones, and the threshold of the QA model."""
    from sklearn.linear_model import LogisticRegression

    features = np.array([astuple(answer.verification.features) for answer in answers])
    regression = LogisticRegression(C=1.0)
    regression.fit(features, [answer.right for answer in answers])
    weights = tuple(round(float(weight), 3) for weight in regression.coef_[0])
    probabilities = [sentence.verification.answers for sentence in chat_sentences if sentence.right]
    answers_from = float(f"{np.quantile(probabilities, WRONGLY_REJECTED):.1g}")
    return VerificationWeights(round(float(regression.intercept_[0]), 3), weights, SUPPORTED_FROM, answers_from)


def unsupported_shares(answers: Sequence[VerifiedAnswer]) -> tuple[float, float]:
    """Returns the shares of the right answers (false alarms) and of the wrong ones (caught) that are unsupported."""
    right, wrong = (
        [not answer.verification.supported for answer in answers if answer.right == label] for label in (True, False)
    )
    return sum(right) / max(1, len(right)), sum(wrong) / max(1, len(wrong))


def main(arguments: Sequence[str]) -> None:
    """Fits on the dev halves and prints the text of `assistant/generative/verification/fitted_weights.py`."""
    parser = argparse.ArgumentParser(description="Fits the verification.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--library", type=Path, required=True, metavar="DIR")
    parser.add_argument("--chat", type=Path, nargs="+", required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    with Assistant.open(options.library, create=False) as assistant:
        fitted = fit_verification_weights(*_verified(assistant, options.file, options.chat, "dev"))
        test = _verified(assistant, options.file, options.chat, "test")
        for name, answers in zip(("verification set", "chat sets"), test, strict=True):
            alarms, caught = unsupported_shares(answers)
            sys.stderr.write(
                f"{name}, test half: {len(answers)} answers, false alarms {alarms:.3f}, caught {caught:.3f}\n"
            )
    sys.stdout.write(
        '"""Weights of the verification, written by `eval/training/fit_verification.py`."""\n\n'
        "from assistant.generative.verification.features import VerificationWeights\n\n"
        f"VERIFICATION_WEIGHTS = {fitted!r}\n"
    )


def _verified(
    assistant: Assistant, file: Path, chat_files: Sequence[Path], half: Half
) -> tuple[list[VerifiedAnswer], list[VerifiedAnswer]]:
    """Verifies the answers of one half of the verification set and of the chat sets."""
    models = packaged_models()
    pairs = [pair for pair in read_verification_set(file) if pair.half == half]
    questions = [
        question for question in read_chat_set(chat_files, assistant.library).questions if question.half == half
    ]
    return list(verify_all(pairs, models)), list(verify_chat_sentences(assistant, questions, models))


if __name__ == "__main__":
    main(sys.argv[1:])
