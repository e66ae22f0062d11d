"""Embeds with an encoder on ONNX Runtime: texts of equal length run together, and the mean of the token vectors is the text's vector."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding, Tokenizer

_BATCH_TOKENS = 384
"""Tokens of one run: more is no faster, because it exceeds the caches of a core."""

EncodeTokens = Callable[[NDArray[np.int32]], Vectors]
"""Computes the vector of each token of texts of equal length: from ids of shape (texts, tokens) to (texts, tokens, dimension)."""


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What a model expects in front of its texts, as it was trained with it.

    Attributes:
        question: In front of a query.
        passage: In front of a text that is searched.
    """

    question: str = ""
    passage: str = ""


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


class OnnxEmbedder:
    """Embeds with the mean of the token vectors, scaled to length 1.

    Texts with the same number of tokens run together, so nothing is padded, and no text's vector depends on the other texts
    (the graph scales each token separately).

    Args:
        name: The embedder's name; see `Embedder`.
        tokenizer: The model's tokenizer, with its special tokens.
        encode: The encoder.
        max_tokens: The model's limit; the rest of a longer text is cut off.
        prefixes: What the model expects in front of its texts.
        threads: The number of groups that run at once; the number of cores by default.
    """

    dimension = 384

    def __init__(
        self,
        name: str,
        tokenizer: Tokenizer,
        encode: EncodeTokens,
        max_tokens: int,
        *,
        prefixes: Prefixes = Prefixes(),
        threads: int | None = None,
    ) -> None:
        self.name = name
        self._encode = encode
        self._prefixes = prefixes
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.no_padding()
        thread_count = threads or os.cpu_count() or 1
        self._embedding = ThreadPoolExecutor(thread_count, thread_name_prefix="embed")
        # Separate, so that an answer does not wait for hundreds of sentences of an ingest.
        self._answering = ThreadPoolExecutor(thread_count, thread_name_prefix="answer")

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer; it cuts off what is beyond the model's limit."""
        return self._tokenizer

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.embed_passages`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast([self._prefixes.passage + (text or " ") for text in texts])
        for rows, tokens in self._run(encodings, self._embedding):
            vectors[rows] = _mean_direction(tokens)
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """See `Embedder.embed_question`."""
        tokens = self._tokens([self._tokenizer.encode(self._prefixes.question + (text or " "))])
        return np.asarray(_mean_direction(tokens)[0], dtype=np.float32)

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Embeds the tokens of each text without a prefix; tokens beyond the model's limit are left out."""
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
        return self._encode(np.array([encoding.ids for encoding in encodings], dtype=np.int32))


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
