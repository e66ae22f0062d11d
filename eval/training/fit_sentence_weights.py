"""Makes the numbers of the sentence model: `python -m assistant.eval.training.fit_sentence_weights SET [SET …]`.

Three things are fitted, all on the choosing halves only. How much the features count: the weights that make it likeliest that a sentence drawn in
proportion to exp(weighted sum), among all sentences of a question's evidence, is one that holds the gold answer (a conditional logit, McFadden
1974). How much the reader's log odds count beside that sum, by the same, among the sentences that are read closely. And how sure the best sentences
make the assistant: a logistic regression (Platt, 1999) of "this question is answerable" on the signs of a close reading, with the threshold that
refuses so many of the answerable questions of the set where it refuses most. Beside each set's own unanswerable questions stand those of the
other sets, which ask about something else.
"""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from assistant.assistant import Assistant
from assistant.eval.metrics.text_match import holds
from assistant.eval.question_sets.question_set import EvalQuestion, QuestionSet, read_question_set
from assistant.eval.run import open_set
from assistant.extractive.features import FEATURES, ConfidenceWeights
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import RERANKED_SENTENCES, ConfidenceFeatures, SentenceReranker
from assistant.logistic import sigmoid
from assistant.questions.question import parse_question
from assistant.settings import load_settings

REFUSED_WRONGLY = 0.05
"""So large a share of the answerable questions may be refused here, so that among as many others (150) it is likely to be less than one in ten: the
shares of two such halves differ by 3 points (one standard error)."""

_FOREIGN = 100
_NO_SIGNS = ConfidenceFeatures(0.0, 0.0, 1.0, 1.0)
_RIDGE = 0.0008  # holds weights that few questions speak for near 0

Matrix = NDArray[np.float64]
Choice = tuple[Matrix, NDArray[np.bool_]]
"""What is known of each sentence of a question, a row a sentence, and which of them are right."""


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
    reading: SentenceReranker

    def read(self, weights: Matrix) -> tuple[Matrix, NDArray[np.bool_]]:
        """Of the sentences that are read closely their score and the reader's log odds, shape (sentences, 2); and which of them are right."""
        best = self._best(weights)
        scores = (self.features @ weights)[best]
        return np.column_stack([scores, self.reading.answers([self.sentences[place] for place in best])]), self.right[
            best
        ]

    def signs(self, weights: Matrix, reader_weight: float | None) -> ConfidenceFeatures:
        """What speaks for an answer, the sentences ranked by these weights; without the reader where it has none."""
        if not self.sentences:
            return _NO_SIGNS
        best = self._best(weights)
        ranked = [replace(self.sentences[place], score=float(self.features[place] @ weights)) for place in best]
        if reader_weight is None:
            return self.reading.unread().of_all(ranked)
        return self.reading.of_all(self.reading.reordered(ranked, reader_weight))

    def _best(self, weights: Matrix) -> NDArray[np.intp]:
        return np.argsort(-(self.features @ weights), kind="stable")[:RERANKED_SENTENCES]


def ask(assistant: Assistant, question: EvalQuestion, own: bool) -> AskedQuestion:
    """Finds the sentences for a question; one of another set has no answer here."""
    asked = parse_question(question.text, question.as_of or date.max)
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
    return _likeliest([[(one.features, one.right) for one in asked] for asked in sets])


def fit_reader_weight(sets: Sequence[Sequence[AskedQuestion]], weights: Matrix) -> float:
    """How much the reader's log odds count beside a sentence's score, to which a scale of its own is left."""
    scale, reader = _likeliest([[one.read(weights) for one in asked if one.reading.is_judged] for asked in sets])
    return float(reader / scale)


def _likeliest(sets: Sequence[Sequence[Choice]]) -> Matrix:
    """The weights that make it likeliest that a right sentence is drawn."""
    from scipy.optimize import minimize

    telling = [[one for one in choices if one[1].any()] for choices in sets]

    def loss(weights: Matrix) -> float:
        missed = [np.mean([_surprise(*one, weights) for one in choices]) for choices in telling]
        return float(np.mean(missed) + _RIDGE * np.sum(weights**2))

    return np.asarray(minimize(loss, np.full(telling[0][0][0].shape[1], 0.5), method="L-BFGS-B").x)


def _surprise(features: Matrix, right: NDArray[np.bool_], weights: Matrix) -> float:
    scores = features @ weights
    chances = np.exp(scores - scores.max())
    return -float(np.log(chances[right].sum() / chances.sum()))


def fit_sureness(
    sets: Sequence[Sequence[AskedQuestion]], weights: Matrix, reader_weight: float | None
) -> tuple[ConfidenceWeights, float]:
    """The weights of the signs, and the sum (log odds) from which on a question is answered.

    How the signs count beside each other is fitted on each set's own questions, every set having a bias of its own: sets differ in how many
    questions are answerable and in whether articles have days, and neither is to pass for a sign. How sure their sum makes is fitted on all.
    """
    from sklearn.linear_model import LogisticRegression

    signs = [np.array([_numbers(one.signs(weights, reader_weight)) for one in asked]) for asked in sets]
    answerable = [np.array([one.answerable for one in asked]) for asked in sets]
    own = [np.array([one.own for one in asked]) for asked in sets]
    which = np.concatenate([np.eye(len(sets))[[place] * int(kept.sum())] for place, kept in enumerate(own)])
    model = LogisticRegression(C=100.0, class_weight="balanced", fit_intercept=False)
    model.fit(
        np.hstack([np.concatenate([one[kept] for one, kept in zip(signs, own, strict=True)]), which]),
        np.concatenate([one[kept] for one, kept in zip(answerable, own, strict=True)]),
    )
    slopes = model.coef_[0][: signs[0].shape[1]]
    sums = [one @ slopes for one in signs]
    scaled = LogisticRegression(C=100.0, class_weight="balanced")
    scaled.fit(np.concatenate(sums)[:, None], np.concatenate(answerable))
    scale, bias = float(scaled.coef_[0][0]), float(scaled.intercept_[0])
    # In no set may more be refused wrongly.
    least = min(np.quantile(one[can], REFUSED_WRONGLY) for one, can in zip(sums, answerable, strict=True))
    return ConfidenceWeights(bias, *(scale * slopes).tolist()), scale * float(least) + bias


def _numbers(signs: ConfidenceFeatures) -> tuple[float, ...]:
    return (signs.late_interaction, signs.answers or 0.0, signs.date_range_match, signs.agrees)


def main(folders: Sequence[str]) -> None:
    """Fits on the choosing halves of the sets and prints the text of `assistant/extractive/fitted_weights.py`."""
    with ExitStack() as opened:
        sets = collect([read_question_set(Path(folder)) for folder in folders], opened)
        weights = fit_weights(sets)
        reader_weight = fit_reader_weight(sets, weights)
        judged = [[one for one in asked if one.reading.is_judged] for asked in sets]
        read, threshold = fit_sureness(judged, weights, reader_weight)
        unread, other_threshold = fit_sureness(sets, weights, None)
        # One threshold for both.
        unread = replace(unread, bias=unread.bias + threshold - other_threshold)
    values = "\n".join(f"    {name}={weight:.3f}," for name, weight in zip(FEATURES, weights, strict=True))
    sys.stdout.write(
        '"""The numbers of the sentence model, made by `eval/training/fit_sentence_weights.py`."""\n\n'
        "from assistant.extractive.features import SentenceWeights, ConfidenceWeights\n\n"
        f"SENTENCE_WEIGHTS = SentenceWeights.named(\n{values}\n)\n\n"
        f"QA_MODEL_WEIGHT = {reader_weight:.3f}\n"
        '"""How much the reader\'s log odds add to a sentence\'s score."""\n\n'
        f"CONFIDENCE_WEIGHTS = {_written(read)}\n\n"
        f"CONFIDENCE_WEIGHTS_WITHOUT_QA_MODEL = {_written(unread)}\n"
        '"""The same for questions that the reader is not asked."""\n\n'
        f"ANSWER_THRESHOLD = {sigmoid(threshold):.3f}\n"
        '"""Where the best sentence makes it less likely than this that there is an answer, nothing is quoted."""\n'
    )


def _written(weights: ConfidenceWeights) -> str:
    values = ", ".join(f"{field.name}={getattr(weights, field.name):.3f}" for field in fields(weights))
    return f"ConfidenceWeights({values})"


def _choosing(question_set: QuestionSet) -> list[EvalQuestion]:
    return [question for question in question_set.questions if question.half == "choose"]


if __name__ == "__main__":
    main(sys.argv[1:])
