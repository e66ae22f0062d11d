"""The embedders and the QA model of one assistant, each loaded when it is first needed."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.extractive.answer_weights import PACKAGED_WEIGHTS, AnswerWeights, fit_conditions, stored_weights
from assistant.extractive.qa_model import QAModel, open_qa_model
from assistant.ingest.article import Article
from assistant.ingest.embedder_choice import embedder_advice, embedder_for
from assistant.ingest.embedders import DEFAULT_EMBEDDER, Embedder, open_embedder
from assistant.ingest.library import Library

if TYPE_CHECKING:
    from assistant.ingest.embedders.minilm import MiniLMEmbedder


class LoadedModels:
    """Loads models once and keeps them. Safe to use from several threads.

    Args:
        library: Names the embedder that made its vectors.
        preferred: The name of the embedder in the settings; None for the embedder of the library.
        given: An embedder object of the caller, used whenever its name is the required one.
        qa_model_name: The name of the QA model in the settings; None for the packaged one.

    Attributes:
        preferred: See above; changes when the library is embedded again with another embedder.
        given: See above.
    """

    def __init__(
        self, library: Library, preferred: str | None, given: Embedder | None, qa_model_name: str | None = None
    ) -> None:
        self.preferred = preferred
        self.given = given
        self._library = library
        self._chosen = DEFAULT_EMBEDDER
        self._loaded: Embedder | None = None
        self._packaged: MiniLMEmbedder | None = None
        self._qa_model_name = qa_model_name
        self._qa_model: QAModel | None = None
        self._multilingual_qa_model: QAModel | None = None
        self._lock = threading.Lock()

    def embedder(self) -> Embedder:
        """Returns the embedder of the library's vectors; loads another one if the library has changed to it.

        Raises:
            EmbedderMismatchError: If the settings name another embedder than the library.
            EmbedderError: If it cannot be loaded.
        """
        name = self.preferred or self._library.embedder_name or self._chosen
        self._library.require_embedder(name)
        self._library.require_sentence_vectors()
        if self.given is not None and self.given.name == name:
            return self.given
        with self._lock:
            if self._loaded is None or self._loaded.name != name:
                self._loaded = open_embedder(name)
            return self._loaded

    def choose_embedder(self, articles: Sequence[Article]) -> str | None:
        """Chooses the embedder of a library that has no vectors yet by its first articles, unless the settings or the caller name one.

        Returns:
            What to do if the embedder of the library does not suit these articles, in one line; None if it does.
        """
        if self.preferred is not None or self.given is not None:
            return None
        self._chosen = embedder_for(articles)
        return embedder_advice(self._library, articles)

    def packaged_embedder(self) -> "MiniLMEmbedder":
        """Returns the packaged embedder, independent of the embedder that made the library's vectors."""
        from assistant.ingest.embedders.minilm import MiniLMEmbedder

        embedder = self.embedder()
        if isinstance(embedder, MiniLMEmbedder):
            return embedder
        with self._lock:
            if self._packaged is None:
                self._packaged = MiniLMEmbedder()
            return self._packaged

    def qa_model(self) -> QAModel:
        """Returns the QA model.

        Raises:
            QAModelError: If it cannot be loaded.
        """
        with self._lock:
            if self._qa_model is None:
                self._qa_model = open_qa_model(self._qa_model_name)
            return self._qa_model

    def multilingual_qa_model(self) -> QAModel | None:
        """Returns the QA model for other languages than English, which uses the tokens of the multilingual embedder.

        Returns:
            None if the library has another embedder, or the model is not installed.
        """
        from assistant.extractive.qa_model.packaged import MultilingualQAModel, has_multilingual_model
        from assistant.ingest.embedders.multilingual_e5 import MultilingualE5Embedder

        embedder = self.embedder()
        if not isinstance(embedder, MultilingualE5Embedder) or not has_multilingual_model():
            return None
        with self._lock:
            if self._multilingual_qa_model is None:
                self._multilingual_qa_model = MultilingualQAModel(embedder)
            return self._multilingual_qa_model

    def answer_weights(self) -> AnswerWeights:
        """Returns the weights that the library stores for this QA model, else the packaged ones."""
        stored = stored_weights(self._library)
        if stored is not None and stored.fitted_for == fit_conditions(self._library, self.qa_model().identity):
            return stored.weights
        return PACKAGED_WEIGHTS
