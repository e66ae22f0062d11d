"""Makes the numbers of the sentence model: `python -m assistant.eval.fit_sentence_model SET [SET …]`.

Two things are fitted, both on the choosing halves only. How much the features count: the weights that make it likeliest that a sentence drawn in
proportion to exp(weighted sum), among all sentences of a question's evidence, is one that holds the gold answer (a conditional logit, McFadden
1974). And how sure the best sentences make the assistant: a logistic regression (Platt, 1999) of "this question is answerable" on the signs of a
close reading, with the threshold that refuses a tenth of the answerable questions of the set where it refuses most. Beside each set's own
unanswerable questions stand those of the other sets, which ask about something else.
"""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from assistant.assistant import Assistant
from assistant.close_reading import READ_CLOSELY, CloseReading
from assistant.eval.folding import holds
from assistant.eval.question_set import EvalQuestion, QuestionSet, read_question_set
from assistant.eval.run import open_set
from assistant.odds import probability
from assistant.question import read_question
from assistant.sentence_features import FEATURES, SurenessWeights
from assistant.sentence_ranking import RankedSentence
from assistant.settings import load_settings

REFUSED_WRONGLY = 0.08
"""So large a share of the answerable questions may be refused: less than one in ten, as others turn out harder than those it is chosen by."""

_FOREIGN = 100
_NO_SIGNS = (0.0, 1.0, 1.0)
_RIDGE = 0.0008  # holds weights that few questions speak for near 0

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the sentences that were found for it.

    Attributes:
        own: Whether it is of the set whose articles it was asked of.
        answerable: Whether the articles answer it.
        sentences: The sentences.
        features: Shape (sentences, features).
        right: Which of them hold the gold answer; shape (sentences,).
        reading: Reads them again.
    """

    own: bool
    answerable: bool
    sentences: Sequence[RankedSentence]
    features: Matrix
    right: NDArray[np.bool_]
    reading: CloseReading

    def signs(self, weights: Matrix) -> tuple[float, ...]:
        """What speaks for an answer, the sentences ranked by these weights."""
        if not self.sentences:
            return _NO_SIGNS
        best = np.argsort(-(self.features @ weights), kind="stable")[:READ_CLOSELY]
        return astuple(self.reading.of_all([self.sentences[place] for place in best]))


def ask(assistant: Assistant, question: EvalQuestion, own: bool) -> AskedQuestion:
    """Finds the sentences for a question; one of another set has no answer here."""
    asked = read_question(question.text, question.as_of or date.max)
    reading = assistant.extractive.read(asked, assistant.search(question.text, as_of=asked.as_of))
    ranked = reading.ranked
    answerable = own and question.answerable
    return AskedQuestion(
        own,
        answerable,
        ranked,
        np.array([[getattr(one.features, name) for name in FEATURES] for one in ranked]).reshape(-1, len(FEATURES)),
        np.array([answerable and holds(one.text, question.answers) for one in ranked], dtype=np.bool_),
        reading.close,
    )


def collect(sets: Sequence[QuestionSet], opened: ExitStack) -> list[list[AskedQuestion]]:
    """For each set the questions of its choosing half, then foreign ones; the libraries stay open."""
    found = []
    for own in sets:
        cache = user_cache_path("article-assistant") / "eval"
        assistant = opened.enter_context(open_set(own, load_settings(), cache))
        asked = [ask(assistant, question, own=True) for question in _choosing(own)]
        for first, other in permutations(sets, 2):
            if first is own:
                asked += [ask(assistant, question, own=False) for question in _choosing(other)[:_FOREIGN]]
        found.append(asked)
    return found


def fit_weights(sets: Sequence[Sequence[AskedQuestion]]) -> Matrix:
    """The weights of the features; every set counts the same, however many questions it has."""
    from scipy.optimize import minimize

    telling = [[one for one in asked if one.right.any()] for asked in sets]

    def loss(weights: Matrix) -> float:
        missed = [np.mean([_surprise(one, weights) for one in asked]) for asked in telling]
        return float(np.mean(missed) + _RIDGE * np.sum(weights**2))

    return np.asarray(minimize(loss, np.full(len(FEATURES), 0.5), method="L-BFGS-B").x)


def _surprise(asked: AskedQuestion, weights: Matrix) -> float:
    scores = asked.features @ weights
    chances = np.exp(scores - scores.max())
    return -float(np.log(chances[asked.right].sum() / chances.sum()))


def fit_sureness(sets: Sequence[Sequence[AskedQuestion]], weights: Matrix) -> tuple[SurenessWeights, float]:
    """The weights of the signs, and the probability from which on a question is answered.

    How the signs count beside each other is fitted on each set's own questions, every set having a bias of its own: sets differ in how many
    questions are answerable and in whether articles have days, and neither is to pass for a sign. How sure their sum makes is fitted on all.
    """
    from sklearn.linear_model import LogisticRegression

    signs = [np.array([one.signs(weights) for one in asked]) for asked in sets]
    answerable = [np.array([one.answerable for one in asked]) for asked in sets]
    own = [np.array([one.own for one in asked]) for asked in sets]
    which = np.concatenate([np.eye(len(sets))[[place] * int(kept.sum())] for place, kept in enumerate(own)])
    model = LogisticRegression(C=100.0, class_weight="balanced", fit_intercept=False)
    model.fit(
        np.hstack([np.concatenate([one[kept] for one, kept in zip(signs, own, strict=True)]), which]),
        np.concatenate([one[kept] for one, kept in zip(answerable, own, strict=True)]),
    )
    slopes = model.coef_[0][: len(_NO_SIGNS)]
    sums = [one @ slopes for one in signs]
    scaled = LogisticRegression(C=100.0, class_weight="balanced")
    scaled.fit(np.concatenate(sums)[:, None], np.concatenate(answerable))
    scale, bias = float(scaled.coef_[0][0]), float(scaled.intercept_[0])
    # In no set may more be refused wrongly.
    least = min(np.quantile(one[can], REFUSED_WRONGLY) for one, can in zip(sums, answerable, strict=True))
    return SurenessWeights(bias, *(scale * slopes).tolist()), probability(scale * float(least) + bias)


def main(folders: Sequence[str]) -> None:
    """Fits on the choosing halves of the sets and prints the text of `assistant/sentence_model.py`."""
    with ExitStack() as opened:
        sets = collect([read_question_set(Path(folder)) for folder in folders], opened)
        weights = fit_weights(sets)
        sureness, threshold = fit_sureness(sets, weights)
    values = "\n".join(f"    {name}={weight:.3f}," for name, weight in zip(FEATURES, weights, strict=True))
    sys.stdout.write(
        '"""The numbers of the sentence model, made by `eval/fit_sentence_model.py`."""\n\n'
        "from assistant.sentence_features import SentenceWeights, SurenessWeights\n\n"
        f"SENTENCE_WEIGHTS = SentenceWeights.named(\n{values}\n)\n\n"
        f"SURENESS = SurenessWeights(\n    bias={sureness.bias:.3f}, match={sureness.match:.3f}, "
        f"of_the_time={sureness.of_the_time:.3f}, agrees={sureness.agrees:.3f}\n)\n\n"
        f"ANSWERED_FROM = {threshold:.3f}\n"
        '"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""\n'
    )


def _choosing(question_set: QuestionSet) -> list[EvalQuestion]:
    return [question for question in question_set.questions if question.half == "choose"]


if __name__ == "__main__":
    main(sys.argv[1:])
