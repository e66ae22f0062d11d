"""Reranks the best passages with a cross-encoder, which reads the question and a passage together.

It is off unless the setting `reranker` names a model. No model is packaged, and on two cores a cross-encoder takes longer than all other
stages together. Any sentence-transformers `CrossEncoder` can be used (https://sbert.net/docs/cross_encoder/usage/usage.html).
"""

import dataclasses
import threading
from collections.abc import Sequence

import numpy as np

from assistant.answers.answer import Hit
from assistant.ingest.errors import RerankerError, first_line
from assistant.logistic import logit, sigmoid
from assistant.questions.question import Question
from assistant.retrieval.fusion import CandidateScores, fuse_scores

RERANKED = 30
"""How many of the best passages are reranked."""


class CrossEncoderReranker:
    """Orders passages by the cross-encoder's score and their previous score, with equal weights. The model is loaded on first use.

    The previous score uses the dates of the article and of the question, which the model does not know.

    Args:
        name: A sentence-transformers cross-encoder, by hub name or folder.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._model: _CrossEncoder | None = None
        self._lock = threading.Lock()

    def rerank(self, question: Question, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Returns the same passages, best first.

        Raises:
            RerankerError: If the model cannot be loaded or does not return one score for each passage.
        """
        if len(hits) < 2:
            return tuple(hits)
        texts = [f"{hit.article.title}\n{hit.text}" for hit in hits]
        model_scores = self._loaded_model().scores(question.text, texts)
        previous_scores = np.array([logit(hit.score) for hit in hits], dtype=np.float64)
        scores = fuse_scores([(1.0, model_scores), (1.0, previous_scores)])
        order = np.argsort(-scores, kind="stable")
        return tuple(dataclasses.replace(hits[index], score=sigmoid(float(scores[index]))) for index in order)

    def _loaded_model(self) -> "_CrossEncoder":
        with self._lock:
            if self._model is None:
                self._model = _CrossEncoder(self._name)
            return self._model


class _CrossEncoder:
    """A sentence-transformers cross-encoder whose failures are `RerankerError`."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        self._name = name
        try:
            self._model = CrossEncoder(name)
        except Exception as error:
            raise RerankerError(
                f"the reranker {name!r} cannot be loaded ({first_line(error)}); give a sentence-transformers cross-encoder by hub name or "
                "folder, and check the network if it has to be downloaded"
            ) from error

    def scores(self, question: str, texts: Sequence[str]) -> CandidateScores:
        """Returns the score of each text for the question; shape (texts,)."""
        pairs = [(question, text) for text in texts]
        scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)
        if scores.shape != (len(texts),):
            raise RerankerError(
                f"the reranker {self._name!r} gives {scores.shape[1:]} scores a passage, where one is needed; choose a model made for ranking"
            )
        return scores
