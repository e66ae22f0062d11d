"""Token embeddings: the input of the encoder's first layer, made from the rows of a token table that stays on disk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]

_CACHED_WORDS = 8192  # of 1.5 KB each


class TokenTable(Protocol):
    """The word embeddings of a model: one row for each token id."""

    def rows(self, ids: NDArray[np.integer]) -> Rows:
        """Returns the rows of token ids; shape (len(ids), hidden)."""
        ...


class TokenEmbeddings:
    """The input of BERT's first layer: the normalised sum of the word, position and type embeddings of each token.

    Args:
        words: The word embeddings.
        places: The sum of position and type embedding at each position; shape (positions, hidden).
        scale: The weight of the normalisation; shape (hidden,).
        shift: Its bias; shape (hidden,).
        epsilon: What the normalisation adds to the variance.
    """

    def __init__(self, words: TokenTable, places: Rows, scale: Rows, shift: Rows, epsilon: float) -> None:
        self._words = words
        self._places = places
        self._scale = scale
        self._shift = shift
        self._epsilon = epsilon

    @classmethod
    def of_safetensors(cls, weights: Path, epsilon: float) -> TokenEmbeddings:
        """Opens the embeddings of a BERT checkpoint; all tokens have the first type.

        Args:
            weights: The model's safetensors file.
            epsilon: As in the model's `config.json`.
        """
        from safetensors import safe_open

        with safe_open(weights, framework="numpy") as tensors:
            words = SafetensorsTable(weights)
            kinds = tensors.get_tensor("embeddings.token_type_embeddings.weight")
            places = tensors.get_tensor("embeddings.position_embeddings.weight") + kinds[0]
            scale, shift = (tensors.get_tensor(f"embeddings.LayerNorm.{name}") for name in ("weight", "bias"))
        return cls(words, places, scale, shift, epsilon)

    def of(self, texts: Sequence[Sequence[int]]) -> list[Rows]:
        """Returns the embeddings of texts, given by their token ids; each of shape (tokens, hidden)."""
        if not texts:
            return []
        needed, places = np.unique(np.concatenate([np.asarray(ids) for ids in texts]), return_inverse=True)
        words = self._words.rows(needed)
        ends = np.cumsum([len(ids) for ids in texts])[:-1]
        return [self._normalised(words[own] + self._places[: len(own)]) for own in np.split(places, ends)]

    def _normalised(self, rows: Rows) -> Rows:
        centred = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + self._epsilon)
        return np.asarray(centred / spread * self._scale + self._shift, dtype=np.float32)


class SafetensorsTable:
    """The word embeddings of a BERT checkpoint. Only the needed rows are read, and the latest are kept.

    Args:
        weights: The model's safetensors file.
    """

    def __init__(self, weights: Path) -> None:
        from safetensors import safe_open

        with safe_open(weights, framework="numpy") as tensors:
            self._words = tensors.get_slice("embeddings.word_embeddings.weight")
        self._cached_row = lru_cache(maxsize=_CACHED_WORDS)(self._row)

    def rows(self, ids: NDArray[np.integer]) -> Rows:
        """See `TokenTable.rows`."""
        return np.concatenate([self._cached_row(int(number)) for number in ids])

    def _row(self, number: int) -> Rows:
        return np.asarray(self._words[number : number + 1])


class FourBitTable:
    """Word embeddings in blocks of 4-bit integers with one scale each, mapped from a file: only the needed pages are read.

    Args:
        blocks: The blocks of all rows: fields `scale` (float16) and `pairs` (bytes, each with the value of one column in its low half and
            that of a column half a block further in its high half); shape (tokens, blocks of a row).
    """

    def __init__(self, blocks: NDArray[np.void]) -> None:
        self._blocks = blocks

    def rows(self, ids: NDArray[np.integer]) -> Rows:
        """See `TokenTable.rows`."""
        return unpack_blocks(self._blocks[ids])


def unpack_blocks(blocks: NDArray[np.void]) -> Rows:
    """Converts 4-bit blocks to 32-bit floats.

    Args:
        blocks: See `FourBitTable`; shape (rows, blocks of a row).

    Returns:
        Shape (rows, columns).
    """
    pairs = blocks["pairs"]
    values = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - _FOUR_BIT_ZERO
    values *= blocks["scale"].astype(np.float32)[..., None]
    return values.reshape(len(blocks), -1)


_FOUR_BIT_ZERO = 8
