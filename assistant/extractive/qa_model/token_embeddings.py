"""Token embeddings: the input of the encoder's first layer, read from the package of the embedder."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]

_CACHED_WORDS = 8192  # of 1.5 KB each
_EPSILON = 1e-12  # as in the model's `config.json`


class TokenEmbeddings:
    """The input of BERT's first layer: the normalised sum of the word, position and type embeddings of each token.

    Only the needed rows of the word embeddings (47 MB) are read.

    Args:
        weights: The model's safetensors file.
    """

    def __init__(self, weights: Path) -> None:
        from safetensors import safe_open

        with safe_open(weights, framework="numpy") as tensors:
            self._words = tensors.get_slice("embeddings.word_embeddings.weight")
            kinds = tensors.get_tensor("embeddings.token_type_embeddings.weight")
            self._places = tensors.get_tensor("embeddings.position_embeddings.weight") + kinds[0]
            self._scale, self._shift = (
                tensors.get_tensor(f"embeddings.LayerNorm.{name}") for name in ("weight", "bias")
            )

        self._cached_word = lru_cache(maxsize=_CACHED_WORDS)(self._word)

    def of(self, texts: Sequence[Sequence[int]]) -> list[Rows]:
        """Returns the embeddings of texts, given by their token ids; each of shape (tokens, hidden)."""
        if not texts:
            return []
        needed, places = np.unique(np.concatenate([np.asarray(ids) for ids in texts]), return_inverse=True)
        words = np.concatenate([self._cached_word(int(number)) for number in needed])
        ends = np.cumsum([len(ids) for ids in texts])[:-1]
        return [self._normalised(words[own] + self._places[: len(own)]) for own in np.split(places, ends)]

    def _word(self, number: int) -> Rows:
        """Reads the row of one token id; shape (1, hidden)."""
        return np.asarray(self._words[number : number + 1])

    def _normalised(self, rows: Rows) -> Rows:
        centred = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + _EPSILON)
        return np.asarray(centred / spread * self._scale + self._shift, dtype=np.float32)
