"""Fits the sentence ranking and the confidence: `python -m assistant.eval.training.fit_sentence_weights SET [SET …] [--chat FILE …]`.

The chat sets are asked over the articles of the first SET.

Three things are fitted, on the dev halves only.

- The weights of the sentence features: a conditional logit (McFadden, 1974). A sentence of a question's evidence is
  drawn in proportion to exp(weighted sum); the weights maximize the probability of a sentence that contains the gold
  answer.
- The weight of the QA model's log odds relative to that sum, by the same method, over the reranked sentences.
- The confidence: the product of two logistic functions, of "the articles cover the topic" and of "a sentence answers".
  The threshold refuses the same share of the answerable questions in the set in which it refuses most.

Each set's unanswerable questions are completed by questions of the other sets, which ask about something else.
"""

import argparse
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
from assistant.eval.article_library import open_set
from assistant.eval.metrics.text_match import contains_answer
from assistant.eval.question_sets.chat_set import ChatQuestion, read_chat_set
from assistant.eval.question_sets.question_set import EvalQuestion, QuestionSet, read_question_set
from assistant.extractive.features import FEATURES, ConfidenceWeights
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import RERANKED_SENTENCES, ConfidenceFeatures, SentenceReranker
from assistant.questions.question import parse_question
from assistant.settings import load_settings

WRONGLY_REFUSED = 0.08
"""The share of the answerable questions that may be refused here.

It leaves a margin: among as many other questions (150) less than one in ten is likely to be refused, as the shares of
two such halves differ by 3 points (one standard error).
"""

_FOREIGN_QUESTIONS = 100
_MIN_OVERLAP = 0.5  # of the shorter of a sentence and a quote of the evidence
_NO_SENTENCE = ConfidenceFeatures(0.0, 1.0, -10.0)
_MIN_PROBABILITY = 1e-9
_CONFIDENCE_RIDGE = 1e-4
_STARTS = (
    [-4.0, 8.0, 2.0, 0.0, 0.5],
    [-8.0, 12.0, 3.0, 1.0, 1.0],
    [-2.0, 4.0, 1.0, -1.0, 0.8],
)  # the likelihood has several maxima
_RIDGE = 0.0008  # keeps weights that few questions determine near 0

Matrix = NDArray[np.float64]
RankingExample = tuple[Matrix, NDArray[np.bool_]]
"""The features of a question's sentences, shape (sentences, features), and which of them are right, shape (sentences,)."""


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """A question with the sentences of its evidence.

    Attributes:
        is_own: Whether it belongs to the set of the articles.
        answerable: Whether the articles answer it.
        sentences: The sentences.
        features: Shape (sentences, features).
        right: Which sentences contain the gold answer; shape (sentences,).
        reranker: Judges the sentences.
    """

    is_own: bool
    answerable: bool
    sentences: Sequence[RankedSentence]
    features: Matrix
    right: NDArray[np.bool_]
    reranker: SentenceReranker

    def reranking_example(self, weights: Matrix) -> RankingExample:
        """Returns score and answer logit of the reranked sentences, shape (sentences, 2), and which are right."""
        best = self._best(weights)
        scores = (self.features @ weights)[best]
        judgements = self.reranker.judge([self.sentences[index] for index in best])
        return np.column_stack([scores, [judgement.answer_logit for judgement in judgements]]), self.right[best]

    def confidence_features(self, weights: Matrix, qa_model_weight: float) -> ConfidenceFeatures:
        """Returns the confidence features with the sentences ranked by these weights."""
        if not self.sentences:
            return _NO_SENTENCE
        best = self._best(weights)
        ranked = [replace(self.sentences[index], score=float(self.features[index] @ weights)) for index in best]
        return self.reranker.answer_features(self.reranker.rerank(ranked, qa_model_weight))

    def _best(self, weights: Matrix) -> NDArray[np.intp]:
        return np.argsort(-(self.features @ weights), kind="stable")[:RERANKED_SENTENCES]


def rank_sentences(assistant: Assistant, eval_question: EvalQuestion, is_own: bool) -> RankedQuestion:
    """Ranks the sentences of a question's evidence; a question of another set has no right sentence."""
    question = parse_question(eval_question.text, eval_question.as_of or date.max)
    evidence = assistant.extractive.rank(question, assistant.search(eval_question.text, as_of=question.as_of))
    answerable = is_own and eval_question.answerable
    features = [[getattr(sentence.features, name) for name in FEATURES] for sentence in evidence.sentences]
    right = [answerable and contains_answer(sentence.text, eval_question.answers) for sentence in evidence.sentences]
    return RankedQuestion(
        is_own,
        answerable,
        evidence.sentences,
        np.array(features).reshape(-1, len(FEATURES)),
        np.array(right, dtype=np.bool_),
        evidence.reranker,
    )


def rank_chat_question(assistant: Assistant, chat_question: ChatQuestion) -> RankedQuestion:
    """Ranks the sentences of a chat question's evidence; those are right that an editor would quote."""
    question = parse_question(chat_question.text, chat_question.as_of or date.max)
    evidence = assistant.extractive.rank(question, assistant.search(chat_question.text, as_of=question.as_of))
    features = [[getattr(sentence.features, name) for name in FEATURES] for sentence in evidence.sentences]
    right = [_overlaps_evidence(sentence, chat_question) for sentence in evidence.sentences]
    return RankedQuestion(
        True,
        chat_question.answerable,
        evidence.sentences,
        np.array(features).reshape(-1, len(FEATURES)),
        np.array(right, dtype=np.bool_),
        evidence.reranker,
    )


def _overlaps_evidence(sentence: RankedSentence, chat_question: ChatQuestion) -> bool:
    article_id, length = sentence.hit.article.id, sentence.end - sentence.start
    return any(
        span.article_id == article_id
        and min(span.end, sentence.end) - max(span.start, sentence.start)
        >= _MIN_OVERLAP * min(length, span.end - span.start)
        for span in chat_question.evidence
    )


def rank_dev_halves(
    sets: Sequence[QuestionSet], chat_files: Sequence[Path], open_libraries: ExitStack
) -> list[list[RankedQuestion]]:
    """Returns the ranked questions of each set: its dev half, then questions of the other sets; at last those of the chat sets.

    Args:
        sets: The question sets.
        chat_files: The files of chat sets over the articles of the first question set.
        open_libraries: Closes the libraries.
    """
    ranked_sets = []
    for question_set in sets:
        cache = user_cache_path("article-assistant") / "eval"
        assistant = open_libraries.enter_context(open_set(question_set, load_settings(), cache))
        ranked = [rank_sentences(assistant, question, is_own=True) for question in _dev_half(question_set)]
        for first, other in permutations(sets, 2):
            if first is question_set:
                foreign = _dev_half(other)[:_FOREIGN_QUESTIONS]
                ranked += [rank_sentences(assistant, question, is_own=False) for question in foreign]
        ranked_sets.append(ranked)
        if question_set is sets[0] and chat_files:
            chat_questions = read_chat_set(chat_files, assistant.library).questions
            ranked_chat = [
                rank_chat_question(assistant, question) for question in chat_questions if question.half == "dev"
            ]
    return [*ranked_sets, ranked_chat] if chat_files else ranked_sets


def fit_weights(sets: Sequence[Sequence[RankedQuestion]]) -> Matrix:
    """Fits the weights of the sentence features, shape (features,); each set counts equally."""
    return _fit_conditional_logit([[(question.features, question.right) for question in ranked] for ranked in sets])


def fit_qa_model_weight(sets: Sequence[Sequence[RankedQuestion]], weights: Matrix) -> float:
    """Fits the weight of the QA model's log odds relative to a sentence's score."""
    scale, qa_model = _fit_conditional_logit(
        [[question.reranking_example(weights) for question in ranked if question.sentences] for ranked in sets]
    )
    return float(qa_model / scale)


def _fit_conditional_logit(sets: Sequence[Sequence[RankingExample]]) -> Matrix:
    """Fits the weights that maximize the probability of drawing a right sentence."""
    from scipy.optimize import minimize

    with_right = [[example for example in examples if example[1].any()] for examples in sets]

    def loss(weights: Matrix) -> float:
        losses = [
            np.mean([_negative_log_likelihood(*example, weights) for example in examples]) for examples in with_right
        ]
        return float(np.mean(losses) + _RIDGE * np.sum(weights**2))

    return np.asarray(minimize(loss, np.full(with_right[0][0][0].shape[1], 0.5), method="L-BFGS-B").x)


def _negative_log_likelihood(features: Matrix, right: NDArray[np.bool_], weights: Matrix) -> float:
    scores = features @ weights
    likelihoods = np.exp(scores - scores.max())
    return -float(np.log(likelihoods[right].sum() / likelihoods.sum()))


def fit_confidence(
    sets: Sequence[Sequence[RankedQuestion]], weights: Matrix, qa_model_weight: float
) -> tuple[ConfidenceWeights, float]:
    """Fits the confidence weights and the confidence from which a question is answered.

    The likelihood of "this question is answerable" is maximized. Each set, and in it the answerable and the other questions, count equally.

    Args:
        sets: The ranked questions of each set.
        weights: The weights of the sentence features.
        qa_model_weight: The weight of the QA model.
    """
    from scipy.optimize import minimize

    features = [[question.confidence_features(weights, qa_model_weight) for question in ranked] for ranked in sets]
    answerable = [np.array([question.answerable for question in ranked]) for ranked in sets]

    def loss(values: Matrix) -> float:
        candidate = ConfidenceWeights(*values)
        losses = [
            -float(np.mean(np.log(np.maximum(_MIN_PROBABILITY, right))))
            for rows, labels in zip(features, answerable, strict=True)
            for right in _likelihoods(np.array([row.confidence(candidate) for row in rows]), labels)
        ]
        return float(np.mean(losses)) + _CONFIDENCE_RIDGE * float(np.sum(values**2))

    fits = [minimize(loss, np.array(start), method="L-BFGS-B") for start in _STARTS]
    fitted = ConfidenceWeights(*min(fits, key=lambda fit: float(fit.fun)).x.tolist())
    # The limit on wrong refusals holds in every set.
    threshold = min(
        float(
            np.quantile(
                [row.confidence(fitted) for row, label in zip(rows, labels, strict=True) if label], WRONGLY_REFUSED
            )
        )
        for rows, labels in zip(features, answerable, strict=True)
    )
    return fitted, threshold


def _likelihoods(confidences: Matrix, labels: NDArray[np.bool_]) -> list[Matrix]:
    """Returns the probabilities of what is true: of the answerable questions, and of the others."""
    return [right for right in (confidences[labels], 1 - confidences[~labels]) if len(right)]


def main(arguments: Sequence[str]) -> None:
    """Fits on the dev halves of the sets and prints the text of `assistant/extractive/fitted_weights.py`."""
    parser = argparse.ArgumentParser(description="Fits the sentence ranking and the confidence.")
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--chat", nargs="*", type=Path, default=[])
    options = parser.parse_args(arguments)
    with ExitStack() as open_libraries:
        sets = rank_dev_halves([read_question_set(folder) for folder in options.sets], options.chat, open_libraries)
        weights = fit_weights(sets)
        qa_model_weight = fit_qa_model_weight(sets, weights)
        confidence_weights, threshold = fit_confidence(sets, weights, qa_model_weight)
    values = "\n".join(f"    {name}={weight:.3f}," for name, weight in zip(FEATURES, weights, strict=True))
    sys.stdout.write(
        '"""Fitted weights of the sentence ranking and the confidence, made by `eval/training/fit_sentence_weights.py`."""\n\n'
        "from assistant.extractive.features import ConfidenceWeights, SentenceWeights\n\n"
        f"SENTENCE_WEIGHTS = SentenceWeights.named(\n{values}\n)\n\n"
        f"QA_MODEL_WEIGHT = {qa_model_weight:.3f}\n"
        '"""The weight of the QA model\'s log odds in the score of a sentence."""\n\n'
        f"CONFIDENCE_WEIGHTS = {_source_text(confidence_weights)}\n\n"
        f"ANSWER_THRESHOLD = {threshold:.3f}\n"
        '"""The lowest confidence with which a question is answered."""\n'
    )


def _source_text(weights: ConfidenceWeights) -> str:
    values = ", ".join(f"{field.name}={getattr(weights, field.name):.3f}" for field in fields(weights))
    return f"ConfidenceWeights({values})"


def _dev_half(question_set: QuestionSet) -> list[EvalQuestion]:
    return [question for question in question_set.questions if question.half == "dev"]


if __name__ == "__main__":
    main(sys.argv[1:])
