"""What an embedder promises: unit vectors, the same ones for the same text, and a name that stands for the model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def cosines(vectors: Vectors, vector: Vectors) -> Vectors:
    """The dot product of each row with one vector: their cosines, where all are of length 1.

    Not as a product of matrices: NumPy gives that to BLAS, whose threads keep every core busy for a tenth of a second after it, in wait of another.

    Args:
        vectors: Shape (texts, dimension).
        vector: Shape (dimension,).
    """
    return np.asarray(np.vecdot(vectors, vector), dtype=np.float32)


class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how close their meanings are.

    Attributes:
        name: Stands for the model; the library remembers it and refuses vectors of another.
        dimension: The length of a vector.
    """

    @property
    def name(self) -> str:
        """Stands for the model."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embeds what is searched.

        Returns:
            Shape (len(texts), dimension), each row of length 1.
        """
        ...

    def embed_question(self, text: str) -> Vectors:
        """Embeds what is searched for.

        Returns:
            Shape (dimension,), of length 1.
        """
        ...
