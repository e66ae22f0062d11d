"""Sentences and their vectors as bytes: whole numbers with one scale a sentence take a quarter of the room of floats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors, cosines
from assistant.ingest.language.sentences import Sentence

_LARGEST = 127
_HEADING = 1
_QUESTION = 2


@dataclass(frozen=True, slots=True)
class StoredSentences:
    """The sentences of one passage.

    Attributes:
        spans: What `sentences` reads.
        scales: One a sentence.
        vectors: One row of whole numbers a sentence.
    """

    spans: bytes
    scales: bytes
    vectors: bytes

    @classmethod
    def of(cls, sentences: Sequence[Sentence], vectors: Vectors) -> "StoredSentences":
        """Packs sentences with their vectors, of shape (len(sentences), dimension)."""
        spans = [
            (one.start, one.end, one.paragraph, _HEADING * one.is_heading + _QUESTION * one.is_question)
            for one in sentences
        ]
        scales = np.abs(vectors).max(axis=1, initial=0.0) / _LARGEST
        whole = np.rint(vectors / np.where(scales > 0, scales, 1)[:, None])
        return cls(
            np.array(spans, dtype="<u4").tobytes(),
            scales.astype("<f4").tobytes(),
            whole.astype(np.int8).tobytes(),
        )

    def sentences(self) -> list[Sentence]:
        """Where they are in the passage's text."""
        return [
            Sentence(start, end, paragraph, bool(flags & _HEADING), bool(flags & _QUESTION))
            for start, end, paragraph, flags in self._rows().tolist()
        ]

    def asking(self) -> NDArray[np.bool_]:
        """Which of them are questions."""
        return (self._rows()[:, 3] & _QUESTION) > 0

    def unit_vectors(self) -> Vectors:
        """Their vectors, a row a sentence."""
        scales = np.frombuffer(self.scales, dtype="<f4")
        rows = np.frombuffer(self.vectors, dtype=np.int8).reshape(len(scales), -1)
        return np.asarray(rows * scales[:, None], dtype=np.float32)

    def _rows(self) -> NDArray[np.uint32]:
        return np.frombuffer(self.spans, dtype="<u4").reshape(-1, 4)


def closeness(stored: Sequence[StoredSentences], vector: Vectors) -> list[NDArray[np.float32]]:
    """The cosine of every sentence of every passage with a vector of length 1: one array a passage, in the order of its sentences."""
    scales = np.frombuffer(b"".join(one.scales for one in stored), dtype="<f4")
    rows = np.frombuffer(b"".join(one.vectors for one in stored), dtype=np.int8).reshape(len(scales), len(vector))
    found = cosines(rows.astype(np.float32), vector) * scales
    ends = np.cumsum([len(one.scales) // scales.itemsize for one in stored], dtype=np.int64)
    return list(np.split(found.astype(np.float32), ends))[: len(stored)]
