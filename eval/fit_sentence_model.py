"""Makes the numbers of the sentence model: `python -m assistant.eval.fit_sentence_model SET [SET …]`.

How much the features count among each other (`SHAPE`) was chosen by trial on the choosing halves of a news set and an encyclopaedia
set: a regression over all features did worse on questions it had not seen. What is fitted here is how sure the best sentence makes
the assistant: a logistic regression (Platt, 1999) of "this question is answerable" on its weighted sum, and the threshold. Only the choosing
halves are used. Beside each set's own unanswerable questions stand those of the other sets, which ask about something else altogether.
"""

import math
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from assistant.assistant import Assistant
from assistant.eval.question_set import EvalQuestion, QuestionSet, read_question_set
from assistant.eval.run import open_set
from assistant.question import read_question
from assistant.sentence_features import FEATURES, SentenceWeights
from assistant.settings import load_settings

SHAPE = {
    "closeness": 4.0,
    "passage_closeness": 1.0,
    "coverage": 2.0,
    "context_coverage": 3.0,
    "names_missing": -3.0,
    "kind": 1.0,
    "news": 0.5,
    "passage_rank": 0.5,
    "brevity": -2.0,
}
REFUSED_WRONGLY = 0.1
"""So large a share of the answerable questions may be refused."""

_FOREIGN = 100


def best_sums(assistant: Assistant, questions: Sequence[EvalQuestion], weights: SentenceWeights) -> Iterator[float]:
    """For each question the weighted sum of its best sentence."""
    for question in questions:
        asked = read_question(question.text, question.as_of or date.max)
        evidence = assistant.search(question.text, as_of=asked.as_of)
        ranked = assistant.extractive.rank(asked, evidence)
        yield max((one.features.weighted(weights) for one in ranked), default=-math.inf)


def collect(sets: Sequence[QuestionSet], weights: SentenceWeights) -> tuple[list[float], list[bool]]:
    """(sums, answerable) of the choosing halves, foreign questions included."""
    sums: list[float] = []
    answerable: list[bool] = []
    for own in sets:
        with open_set(own, load_settings(), user_cache_path("article-assistant") / "eval") as assistant:
            questions = _choosing(own)
            sums += best_sums(assistant, questions, weights)
            answerable += [question.answerable for question in questions]
            for first, second in permutations(sets, 2):
                if first is own:
                    foreign = _choosing(second)[:_FOREIGN]
                    sums += best_sums(assistant, foreign, weights)
                    answerable += [False] * len(foreign)
    return sums, answerable


def fit(sums: Sequence[float], answerable: Sequence[bool]) -> tuple[float, float, float]:
    """(scale, bias, threshold): the probability is logistic(scale * sum + bias)."""
    from sklearn.linear_model import LogisticRegression

    finite = [(value, label) for value, label in zip(sums, answerable, strict=True) if math.isfinite(value)]
    model = LogisticRegression(C=100.0, class_weight="balanced")
    model.fit(np.array([[value] for value, _ in finite]), np.array([label for _, label in finite]))
    scale, bias = float(model.coef_[0][0]), float(model.intercept_[0])
    least = float(np.quantile([value for value, label in finite if label], REFUSED_WRONGLY))
    return scale, bias, 1 / (1 + math.exp(-(scale * least + bias)))


def main(folders: Sequence[str]) -> None:
    """Fits on the choosing halves of the sets and prints the text of `assistant/sentence_model.py`."""
    weights = SentenceWeights.named(0.0, **SHAPE)
    scale, bias, threshold = fit(*collect([read_question_set(Path(folder)) for folder in folders], weights))
    values = "\n".join(f"    {name}={scale * SHAPE[name]:.3f}," for name in FEATURES)
    sys.stdout.write(
        '"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""\n\n'
        "from assistant.sentence_features import SentenceWeights\n\n"
        f"SENTENCE_WEIGHTS = SentenceWeights.named(\n    {bias:.3f},\n{values}\n)\n\n"
        f"ANSWERED_FROM = {threshold:.3f}\n"
        '"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""\n'
    )


def _choosing(question_set: QuestionSet) -> list[EvalQuestion]:
    return [question for question in question_set.questions if question.half == "choose"]


if __name__ == "__main__":
    main(sys.argv[1:])
