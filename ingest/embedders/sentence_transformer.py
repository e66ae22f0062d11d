"""Embeds with any sentence-transformers model, by hub name or folder."""

from collections.abc import Sequence

import numpy as np

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.embedders.model_prefixes import prefixes_of
from assistant.ingest.errors import EmbedderError, first_line


class SentenceTransformerEmbedder:
    """Runs a model with sentence-transformers, with its own prompts for queries and documents, else with those of its family."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name)
        except Exception as error:
            raise EmbedderError(
                f"the embedder {name!r} cannot be loaded ({first_line(error)}); give a sentence-transformers model by hub name or "
                "folder, and check the network if it has to be downloaded"
            ) from error
        self._name = name
        prefixes = prefixes_of(name)
        has_prompts = any(self._model.prompts.values())
        # With None, sentence-transformers takes the model's own prompts.
        self._question_prompt = None if has_prompts else prefixes.question
        self._passage_prompt = None if has_prompts else prefixes.passage
        self._dimension = len(self.embed_question("dimension"))

    @property
    def name(self) -> str:
        """The hub name or folder that it was opened by."""
        return self._name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.embed_passages`."""
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        vectors = self._model.encode_document(
            list(texts), prompt=self._passage_prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_question(self, text: str) -> Vectors:
        """See `Embedder.embed_question`."""
        vector = self._model.encode_query(
            text, prompt=self._question_prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vector, dtype=np.float32)
