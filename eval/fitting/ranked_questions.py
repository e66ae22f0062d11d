"""Ranks the sentences of a question's evidence, and marks those that answer it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.eval.metrics.text_match import contains_answer
from assistant.eval.question_sets.chat_set import ChatQuestion
from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.extractive.answer_weights import Calibration
from assistant.extractive.answerer import RankedEvidence
from assistant.extractive.features import FEATURES, ConfidenceWeights
from assistant.extractive.qa_model import QAModel
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import (
    RERANKED_SENTENCES,
    ConfidenceFeatures,
    SentenceReranker,
    clip_logit,
)
from assistant.questions.question import parse_question

_MIN_OVERLAP = 0.5  # of the shorter of a sentence and a quote of the evidence
_NO_SENTENCE = ConfidenceFeatures(0.0, 1.0, -10.0)

Matrix = NDArray[np.float64]
RankingExample = tuple[Matrix, NDArray[np.bool_]]
"""The features of a question's sentences, shape (sentences, features), and which of them are right, shape (sentences,)."""


@dataclass(frozen=True, slots=True)
class QuestionFeatures:
    """What the confidence of one question is computed from.

    Attributes:
        answerable: Whether the articles answer it.
        by_qa_model: Whether the QA model's judgement counts for this kind of question.
        features: The confidence features.
    """

    answerable: bool
    by_qa_model: bool
    features: ConfidenceFeatures

    def confidence(self, weights: ConfidenceWeights) -> float:
        """Returns the confidence that the question is answered, from 0 to 1."""
        return self.features.confidence(weights, by_qa_model=self.by_qa_model)


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """A question with the sentences of its evidence.

    Attributes:
        answerable: Whether the articles answer it.
        asks_for_overview: Whether it asks for an overview, which the QA model does not judge.
        sentences: The sentences.
        features: Shape (sentences, features).
        right: Which sentences answer; shape (sentences,).
        reranker: Judges the sentences.
    """

    answerable: bool
    asks_for_overview: bool
    sentences: Sequence[RankedSentence]
    features: Matrix
    right: NDArray[np.bool_]
    reranker: SentenceReranker

    def ranking_example(self) -> RankingExample:
        """Returns the features of the sentences and which are right."""
        return self.features, self.right

    def reranking_example(self, weights: Matrix) -> RankingExample:
        """Returns score and answer logit of the reranked sentences, shape (sentences, 2), and which are right."""
        best = self._best(weights)
        scores = (self.features @ weights)[best]
        judgements = self.reranker.judge([self.sentences[index] for index in best])
        logits = [clip_logit(judgement.answer_logit) for judgement in judgements]
        return np.column_stack([scores, logits]), self.right[best]

    def answer_logits(self, weights: Matrix) -> Matrix:
        """Returns the answer logits of the reranked sentences, shape (sentences,)."""
        judgements = self.reranker.judge([self.sentences[index] for index in self._best(weights)])
        return np.array([judgement.answer_logit for judgement in judgements])

    def best_right(self, weights: Matrix) -> NDArray[np.bool_]:
        """Returns which of the reranked sentences are right, shape (sentences,)."""
        return self.right[self._best(weights)]

    def calibrated(self, calibration: Calibration) -> "RankedQuestion":
        """Returns the same question with calibrated judgements."""
        return replace(self, reranker=self.reranker.calibrated(calibration))

    def judged_by(self, qa_model: QAModel) -> "RankedQuestion":
        """Returns the same question judged by another QA model."""
        return replace(self, reranker=self.reranker.with_qa_model(qa_model))

    def confidence_features(self, weights: Matrix, qa_model_weight: float) -> QuestionFeatures:
        """Returns the confidence features with the sentences ranked by these weights."""
        features = _NO_SENTENCE
        if self.sentences:
            best = self._best(weights)
            ranked = [replace(self.sentences[index], score=float(self.features[index] @ weights)) for index in best]
            features = self.reranker.answer_features(self.reranker.rerank(ranked, qa_model_weight))
        return QuestionFeatures(self.answerable, not self.asks_for_overview, features)

    def _best(self, weights: Matrix) -> NDArray[np.intp]:
        return np.argsort(-(self.features @ weights), kind="stable")[:RERANKED_SENTENCES]


def rank_question(assistant: Assistant, question: EvalQuestion) -> RankedQuestion:
    """Ranks the sentences of a question's evidence; those are right that contain a gold answer."""
    evidence = ranked_evidence(assistant, question.text, question.as_of)
    right = [
        question.answerable and contains_answer(sentence.text, question.answers) for sentence in evidence.sentences
    ]
    return _ranked_question(evidence, right, answerable=question.answerable)


def rank_foreign_question(assistant: Assistant, question: EvalQuestion) -> RankedQuestion:
    """Ranks the sentences for a question about other articles, which these do not answer."""
    evidence = ranked_evidence(assistant, question.text, question.as_of)
    return _ranked_question(evidence, [False] * len(evidence.sentences), answerable=False)


def rank_chat_question(assistant: Assistant, question: ChatQuestion) -> RankedQuestion:
    """Ranks the sentences of a chat question's evidence; those are right that its editor would quote."""
    evidence = ranked_evidence(assistant, question.standalone, question.as_of)
    right = [overlaps_evidence(sentence, question) for sentence in evidence.sentences]
    return _ranked_question(evidence, right, answerable=question.answerable)


def ranked_evidence(assistant: Assistant, text: str, as_of: date | None) -> RankedEvidence:
    """Ranks the sentences of the evidence for a text."""
    question = parse_question(text, as_of or date.max)
    return assistant.extractive.rank(question, assistant.search(text, as_of=question.as_of))


def _ranked_question(evidence: RankedEvidence, right: Sequence[bool], *, answerable: bool) -> RankedQuestion:
    features = [[getattr(sentence.features, name) for name in FEATURES] for sentence in evidence.sentences]
    return RankedQuestion(
        answerable,
        evidence.question.asks_for_overview,
        evidence.sentences,
        np.array(features, dtype=np.float64).reshape(-1, len(FEATURES)),
        np.array(right, dtype=np.bool_),
        evidence.reranker,
    )


def overlaps_evidence(sentence: RankedSentence, question: ChatQuestion) -> bool:
    """Checks whether a sentence is one that a right answer may quote."""
    article_id = sentence.hit.article.id
    return overlaps(sentence, [(span.start, span.end) for span in question.evidence if span.article_id == article_id])


def overlaps(sentence: RankedSentence, spans: Iterable[tuple[int, int]]) -> bool:
    """Checks whether a sentence has half of the shorter of itself and one of some spans of its article.

    Args:
        sentence: The sentence.
        spans: The first character of each span, and one past its last.
    """
    length = sentence.end - sentence.start
    return any(
        min(end, sentence.end) - max(start, sentence.start) >= _MIN_OVERLAP * min(length, end - start)
        for start, end in spans
    )
