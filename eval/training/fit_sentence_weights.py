"""Fits the packaged weights of the sentence ranking and the confidence, on dev halves only.

    python -m assistant.eval.training.fit_sentence_weights SET [SET …] [--library DIR] [--chat FILE …] [--cache DIR]

It prints the text of `assistant/extractive/fitted_weights.py`. `--library` names a library that exists: each SET whose gold articles are in
it is asked of it, the other sets of libraries that are built of their articles once and kept in the cache. The chat sets are asked of that
library too; without it, of the library of the first SET. `eval/fitting/weights.py` describes what is fitted.

Each set's unanswerable questions are completed by questions of the other sets, which ask about something else.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import fields
from functools import partial
from pathlib import Path

from platformdirs import user_cache_path

from assistant.assistant import Assistant
from assistant.eval.article_library import open_set
from assistant.eval.fitting.dev_halves import FitSources, rank_dev_halves
from assistant.eval.fitting.ranked_questions import Matrix
from assistant.eval.fitting.weights import (
    confidence_features,
    fit_confidence,
    fit_qa_model_weight,
    fit_sentence_weights,
    fit_threshold,
)
from assistant.eval.question_sets.question_set import read_question_set
from assistant.extractive.features import FEATURES, ConfidenceWeights
from assistant.settings import load_settings

_LINES_EVERY = 50


class StderrProgress:
    """Prints a line for every fifty questions."""

    def __init__(self) -> None:
        self._system = ""
        self._total = self._done = 0

    def say(self, text: str) -> None:
        """Implements `RunProgress`."""
        sys.stderr.write(f"{text}\n")

    def started(self, system: str, questions: int) -> None:
        """Implements `RunProgress`."""
        self._system, self._total, self._done = system, questions, 0

    def asked(self) -> None:
        """Implements `RunProgress`."""
        self._done += 1
        if self._done % _LINES_EVERY == 0 or self._done == self._total:
            self.say(f"{self._system}: ranked {self._done} of {self._total}")


def main(arguments: Sequence[str]) -> None:
    """Fits on the dev halves of the sets and prints the text of `assistant/extractive/fitted_weights.py`."""
    parser = argparse.ArgumentParser(description="Fits the sentence ranking and the confidence.")
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET")
    parser.add_argument("--library", type=Path, metavar="DIR")
    parser.add_argument("--chat", nargs="+", type=Path, default=[], metavar="FILE")
    parser.add_argument("--cache", type=Path, default=user_cache_path("article-assistant") / "eval", metavar="DIR")
    options = parser.parse_args(arguments)
    settings = load_settings()
    with ExitStack() as libraries:
        library = None
        if options.library is not None:
            library = libraries.enter_context(Assistant.open(options.library, settings=settings, create=False))
        sources = FitSources(
            [read_question_set(folder) for folder in options.sets],
            options.chat,
            library,
            partial(open_set, settings=settings, cache=options.cache),
        )
        ranked = rank_dev_halves(sources, StderrProgress(), libraries)
        weights = fit_sentence_weights(ranked)
        qa_model_weight = fit_qa_model_weight(ranked, weights)
        features = confidence_features(ranked, weights, qa_model_weight)
    confidence_weights = fit_confidence(features)
    sys.stdout.write(
        module_text(weights, qa_model_weight, confidence_weights, fit_threshold(features, confidence_weights))
    )


def module_text(
    weights: Matrix, qa_model_weight: float, confidence_weights: ConfidenceWeights, threshold: float
) -> str:
    """Returns the text of the module with the fitted weights."""
    sentence_weights = "\n".join(f"    {name}={weight:.3f}," for name, weight in zip(FEATURES, weights, strict=True))
    names = ", ".join(
        f"{field.name}={getattr(confidence_weights, field.name):.2f}" for field in fields(confidence_weights)
    )
    return (
        '"""Fitted weights of the sentence ranking and the confidence, made by `eval/training/fit_sentence_weights.py`."""\n\n'
        "from assistant.extractive.features import ConfidenceWeights, SentenceWeights\n\n"
        f"SENTENCE_WEIGHTS = SentenceWeights.named(\n{sentence_weights}\n)\n\n"
        f"QA_MODEL_WEIGHT = {qa_model_weight:.2f}\n"
        '"""The weight of the QA model\'s answer logit in the score of a sentence."""\n\n'
        f"CONFIDENCE_WEIGHTS = ConfidenceWeights(\n    {names}\n)\n\n"
        f"ANSWER_THRESHOLD = {threshold:.3f}\n"
        '"""The lowest confidence with which a question is answered."""\n'
    )


if __name__ == "__main__":
    main(sys.argv[1:])
