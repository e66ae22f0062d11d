"""Articles in any number, made of real ones: copies with words exchanged, days moved and vectors turned, so that none has to be embedded.

A word is exchanged for one of the same length, drawn as often as the articles use it: offsets stay right, and rare words stay rare. A vector is
turned towards that of another sentence, and its MinHash keeps as many places as the text keeps runs of words: copies are no more alike than
articles about the same things are.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders import Vectors
from assistant.ingest.embedding import EmbeddedPassage
from assistant.ingest.library import Library
from assistant.ingest.library.archive import stored_batches
from assistant.ingest.library.catalog_rows import ArticleRecord, PassageRecord
from assistant.ingest.near_duplicates import Signature, bands

SEED = 8
EXCHANGED = 0.25
"""Of the words."""

_DAYS = 3_650
_TURNED = (0.3, 0.7)  # how much of another sentence is added; the cosine with the original is 0.96 to 0.82
_WORD = re.compile(r"\b([a-z]{3,}|[A-Z][a-z]{2,})\b")


@dataclass(frozen=True, slots=True)
class Original:
    """A real article as a library holds it.

    Attributes:
        article: The article.
        passages: Its slices, in order.
        embedded: Their vectors and sentences, in the same order.
        signature: Its MinHash.
        words: How many words it has.
    """

    article: Article
    passages: tuple[Passage, ...]
    embedded: tuple[EmbeddedPassage, ...]
    signature: Signature
    words: int

    def entry(self) -> ArticleRecord:
        """As it is stored."""
        packed = [PassageRecord.of(one) for one in self.embedded]
        return ArticleRecord(self.article, self.passages, packed, self.words, self.signature, bands(self.signature))


def read_originals(library: Library) -> list[Original]:
    """All articles of a library, in the order in which they were read."""
    return [_original(stored.entry) for batch in stored_batches(library.catalog) for stored in batch]


def copies(originals: Sequence[Original], passages: int, seed: int = SEED) -> Iterator[ArticleRecord]:
    """The originals, then copies of them over and over, until there are so many passages; always the same ones.

    Args:
        originals: Real articles.
        passages: How many passages; the last article may bring a few more.
        seed: Of what is drawn.
    """
    copier = _Copier(originals, seed)
    made = 0
    for turn in count():
        for original in originals:
            if made >= passages:
                return
            entry = copier.copy(original, turn) if turn else original.entry()
            made += len(entry.passages)
            yield entry


class _Copier:
    def __init__(self, originals: Sequence[Original], seed: int) -> None:
        self._draw = np.random.default_rng(seed)
        self._vectors = np.concatenate([one.sentence_vectors for each in originals for one in each.embedded])
        self._passage_vectors = np.stack([one.vector for each in originals for one in each.embedded])
        self._words = _by_shape(originals)
        self._pieces: dict[str, tuple[list[str], NDArray[np.int64]]] = {}

    def copy(self, original: Original, turn: int) -> ArticleRecord:
        article = original.article
        moved = timedelta(days=int(self._draw.integers(_DAYS)))
        new = replace(
            article,
            id=f"{article.id}~{turn}",
            title=self._exchanged(article.title),
            text=self._exchanged(article.text),
            origin=f"{article.origin}~{turn}",
            published=article.published - moved if article.published else None,
        )
        minhash = self._other_signature(original.signature)
        passages = [replace(one, article_id=new.id) for one in original.passages]
        packed = [PassageRecord.of(one) for one in self._turned(original.embedded)]
        return ArticleRecord(new, passages, packed, original.words, minhash, bands(minhash))

    def _exchanged(self, text: str) -> str:
        if text not in self._pieces:
            self._pieces[text] = _pieces(text)
        pieces, places = list(self._pieces[text][0]), self._pieces[text][1]
        chosen = places[self._draw.random(len(places)) < EXCHANGED]
        for at, drawn in zip(chosen.tolist(), self._draw.random(len(chosen)).tolist(), strict=True):
            like_it = self._words[_shape(pieces[at])]
            pieces[at] = like_it[int(drawn * len(like_it))]
        return "".join(pieces)

    def _turned(self, embedded: Sequence[EmbeddedPassage]) -> list[EmbeddedPassage]:
        sentences = self._towards(np.concatenate([one.sentence_vectors for one in embedded]), self._vectors)
        passages = self._towards(np.stack([one.vector for one in embedded]), self._passage_vectors)
        ends = np.cumsum([len(one.sentences) for one in embedded])[:-1]
        return [
            EmbeddedPassage(vector, one.sentences, of_one)
            for one, vector, of_one in zip(embedded, passages, np.split(sentences, ends), strict=True)
        ]

    def _towards(self, vectors: Vectors, others: Vectors) -> Vectors:
        chosen = others[self._draw.integers(len(others), size=len(vectors))]
        turned = vectors + chosen * self._draw.uniform(*_TURNED, size=(len(vectors), 1)).astype(np.float32)
        length: Vectors = np.linalg.norm(turned, axis=1, keepdims=True)
        return np.asarray(turned / np.where(length > 0, length, 1), dtype=np.float32)

    def _other_signature(self, of: Signature) -> Signature:
        """A run of five words stays where none of them is exchanged; of two texts so alike, that share of the union is common."""
        stays = (1 - EXCHANGED) ** 5
        common = stays / (2 - stays)
        drawn = self._draw.integers(1 << 32, size=len(of), dtype=np.uint32)
        return np.where(self._draw.random(len(of)) < common, of, drawn)


def _original(entry: ArticleRecord) -> Original:
    embedded = (
        EmbeddedPassage(one.vector, tuple(one.sentences.sentences()), one.sentences.unit_vectors())
        for one in entry.packed
    )
    return Original(entry.article, tuple(entry.passages), tuple(embedded), entry.signature, entry.words)


def _by_shape(originals: Sequence[Original]) -> dict[tuple[int, bool], list[str]]:
    """Every word of the articles as often as they use it, by what it can be exchanged for."""
    found: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for one in originals:
        for text in (one.article.title, one.article.text):
            pieces, places = _pieces(text)
            for at in places.tolist():
                found[_shape(pieces[at])].append(pieces[at])
    return found


def _pieces(text: str) -> tuple[list[str], NDArray[np.int64]]:
    """The text in pieces, and which of them are words that can be exchanged."""
    pieces = _WORD.split(text)
    return pieces, np.arange(1, len(pieces), 2)


def _shape(word: str) -> tuple[int, bool]:
    return len(word), word[0].isupper()
