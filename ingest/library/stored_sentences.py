"""Stores sentences and their vectors as bytes: 8-bit integers with one scale per sentence take a quarter of the space of floats."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors, cosines
from assistant.ingest.language.sentences import Sentence

_MAX_INTEGER = 127
_HEADING = 1
_QUESTION = 2  # earlier versions set it for boilerplate too
_BOILERPLATE = 4


@dataclass(frozen=True, slots=True)
class StoredSentences:
    """The sentences of one passage.

    Attributes:
        spans: Four integers per sentence; see `sentences`.
        scales: One scale per sentence.
        vectors: One row of integers per sentence.
    """

    spans: bytes
    scales: bytes
    vectors: bytes

    @classmethod
    def of(cls, sentences: Sequence[Sentence], vectors: Vectors) -> "StoredSentences":
        """Packs sentences with their vectors, of shape (len(sentences), dimension)."""
        spans = [
            (
                sentence.start,
                sentence.end,
                sentence.paragraph,
                _HEADING * sentence.is_heading
                + _QUESTION * sentence.is_question
                + _BOILERPLATE * sentence.is_boilerplate,
            )
            for sentence in sentences
        ]
        scales = np.abs(vectors).max(axis=1, initial=0.0) / _MAX_INTEGER
        integers = np.rint(vectors / np.where(scales > 0, scales, 1)[:, None])
        return cls(
            np.array(spans, dtype="<u4").tobytes(),
            scales.astype("<f4").tobytes(),
            integers.astype(np.int8).tobytes(),
        )

    def sentences(self) -> list[Sentence]:
        """Returns the sentences, as offsets into the passage's text."""
        return [
            Sentence(start, end, paragraph, bool(flags & _HEADING), bool(flags & _QUESTION), bool(flags & _BOILERPLATE))
            for start, end, paragraph, flags in self._rows().tolist()
        ]

    def quotable_mask(self) -> NDArray[np.bool_]:
        """Returns for each sentence whether it may be quoted; see `Sentence.is_quotable`."""
        return np.asarray((self._rows()[:, 3] & (_QUESTION | _BOILERPLATE)) == 0)

    def unit_vectors(self) -> Vectors:
        """Returns the sentences' vectors, one row per sentence."""
        scales = np.frombuffer(self.scales, dtype="<f4")
        rows = np.frombuffer(self.vectors, dtype=np.int8).reshape(len(scales), -1)
        return np.asarray(rows * scales[:, None], dtype=np.float32)

    def _rows(self) -> NDArray[np.uint32]:
        return np.frombuffer(self.spans, dtype="<u4").reshape(-1, 4)


def sentence_cosines(passages: Sequence[StoredSentences], vector: Vectors) -> list[NDArray[np.float32]]:
    """Computes the cosine of every sentence with a vector of length 1: one array per passage, in the order of its sentences."""
    scales = np.frombuffer(b"".join(stored.scales for stored in passages), dtype="<f4")
    integers = np.frombuffer(b"".join(stored.vectors for stored in passages), dtype=np.int8)
    scores = cosines(integers.reshape(len(scales), len(vector)).astype(np.float32), vector) * scales
    ends = np.cumsum([len(stored.scales) // scales.itemsize for stored in passages], dtype=np.int64)
    return list(np.split(scores.astype(np.float32), ends))[: len(passages)]
