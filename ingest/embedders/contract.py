"""The interface of embedders: vectors of length 1, the same vector for the same text, and a name that identifies the model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def cosines(vectors: Vectors, vector: Vectors) -> Vectors:
    """Computes the dot product of each row with a vector: their cosines, if all are of length 1.

    Uses no matrix product: NumPy would call BLAS, whose threads keep every core busy for a tenth of a second after each call.

    Args:
        vectors: Shape (texts, dimension).
        vector: Shape (dimension,).
    """
    return np.asarray(np.vecdot(vectors, vector), dtype=np.float32)


class Embedder(Protocol):
    """Turns texts into vectors whose dot product measures how close their meanings are.

    Attributes:
        name: Identifies the model; the library stores it and refuses vectors of another model.
        dimension: The length of a vector.
    """

    @property
    def name(self) -> str:
        """The model's identifier."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embeds texts that are searched.

        Returns:
            Shape (len(texts), dimension), each row of length 1.
        """
        ...

    def embed_question(self, text: str) -> Vectors:
        """Embeds a query.

        Returns:
            Shape (dimension,), of length 1.
        """
        ...
