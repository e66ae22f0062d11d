"""Another opinion on the best passages: a cross-encoder, which reads the question and a passage together.

Off unless the setting `reranker` names a model: none ships as a package, and on two cores one takes longer than everything else here. Any
sentence-transformers `CrossEncoder` will do (https://sbert.net/docs/cross_encoder/usage/usage.html).
"""

import dataclasses
import threading
from collections.abc import Sequence

import numpy as np

from assistant.answers.answer import Hit
from assistant.ingest.errors import RerankerError, first_line
from assistant.logistic import logit, sigmoid
from assistant.questions.question import Question
from assistant.retrieval.fusion import fuse_scores

RERANKED = 30
"""So many of the best passages are read again."""


class CrossEncoderReranker:
    """Orders passages by its own score and the one they have, each counting the same. Loaded when first used.

    The score they have knows what the model does not: the day of the article, and the day of the question.

    Args:
        name: A sentence-transformers cross-encoder, by hub name or folder.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._model: _CrossEncoder | None = None
        self._loading = threading.Lock()

    def rerank(self, question: Question, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The same passages, best first.

        Raises:
            RerankerError: If the model cannot be loaded or does not give one score a passage.
        """
        if len(hits) < 2:
            return tuple(hits)
        texts = [f"{hit.stored.article.title}\n{hit.stored.passage.text(hit.stored.article)}" for hit in hits]
        opinions = self._loaded().scores(question.standalone, texts)
        known = np.array([logit(hit.score) for hit in hits], dtype=np.float64)
        scores = fuse_scores([(1.0, opinions), (1.0, known)])
        order = np.argsort(-scores, kind="stable")
        return tuple(dataclasses.replace(hits[at], score=sigmoid(float(scores[at]))) for at in order)

    def _loaded(self) -> "_CrossEncoder":
        with self._loading:
            if self._model is None:
                self._model = _CrossEncoder(self._name)
            return self._model


class _CrossEncoder:
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

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        scores = np.asarray(
            self._model.predict([(question, text) for text in texts], show_progress_bar=False), dtype=np.float64
        )
        if scores.shape != (len(texts),):
            raise RerankerError(
                f"the reranker {self._name!r} gives {scores.shape[1:]} scores a passage, where one is needed; choose a model made for ranking"
            )
        return scores
