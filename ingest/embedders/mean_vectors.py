"""Subtracts from the vectors of an embedder what all texts of a writing system have in common.

The vectors of multilingual-e5-small point in about one direction: the cosine of unrelated sentences is 0.7 to 0.8, and a part of each vector
tells only the language. Without that part, cosines use the whole range as those of MiniLM do, and a question finds an answer in another
language more easily (Mu and Viswanath, 2018, https://arxiv.org/abs/1702.01417; Yang et al., 2021, https://arxiv.org/abs/2109.04727).
`eval/fitting/mean_vectors.py` computes the means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from typing import Literal

import numpy as np

from assistant.ingest.embedders.contract import Vectors

MEANS_FILE = "e5_means.npz"

Role = Literal["question", "passage"]
"""What the model was told about a text by its prefix."""

OTHER_SCRIPTS = "other"
"""The name of all writing systems without means of their own."""

_LETTERS = {
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]"),
    "han": re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    OTHER_SCRIPTS: re.compile(
        "[^\\W\\d_A-Za-z\u00c0-\u052f\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u1e00-\u1eff\u3040-\u30ff\u3400-\u9fff]"
    ),
}
_WEIGHTS = {"latin": 1, "han": 4}
_WEIGHT = 2
"""Texts of other writing systems often have names in Latin letters. A Chinese character stands for about as much text as two letters."""


def script_of(text: str) -> str:
    """Returns the writing system of a text, that of most of its letters: a name of `_LETTERS`; Latin for a text without letters."""
    counts = {name: len(letters.findall(text)) * _WEIGHTS.get(name, _WEIGHT) for name, letters in _LETTERS.items()}
    return max(counts, key=counts.__getitem__)


class MeanVectors:
    """The mean vector of questions and of passages of each writing system.

    Args:
        means: For each name of a writing system and each role, joined by a space, the mean; shape (dimension,).
    """

    def __init__(self, means: Mapping[str, Vectors]) -> None:
        self._means = dict(means)

    @classmethod
    def packaged(cls) -> MeanVectors:
        """Reads the means of multilingual-e5-small."""
        with as_file(files(__package__) / MEANS_FILE) as file, np.load(file) as means:
            return cls(means)

    def subtracted(self, vectors: Vectors, texts: Sequence[str], role: Role) -> Vectors:
        """Returns the differences of vectors and means, scaled to length 1.

        Args:
            vectors: Shape (len(texts), dimension), each row of length 1.
            texts: What the vectors stand for.
            role: What the model was told about the texts.
        """
        if not texts:
            return vectors
        differences = vectors - np.stack([self._means[mean_name(script_of(text), role)] for text in texts])
        return np.asarray(differences / np.linalg.norm(differences, axis=1, keepdims=True), dtype=np.float32)


def mean_name(script: str, role: Role) -> str:
    """Returns the name of a mean."""
    return f"{script} {role}"
