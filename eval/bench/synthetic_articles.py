"""Makes any number of articles from real ones: copies with other words, dates and vectors, which need no embedding.

A word is replaced by one of the same length, drawn as often as the articles use it. Offsets stay valid, and rare words
stay rare. A vector is rotated towards that of another sentence. A copy's MinHash keeps as many values as its text keeps
five-word shingles. So copies are no more similar than articles about one topic.
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
REPLACED_SHARE = 0.25
"""The share of words that a copy replaces."""

_DAYS = 3_650
_ROTATION = (0.3, 0.7)  # weight of the other sentence; the cosine with the original is 0.96 to 0.82
_SHINGLE_WORDS = 5
_WORD = re.compile(r"\b([a-z]{3,}|[A-Z][a-z]{2,})\b")


@dataclass(frozen=True, slots=True)
class RealArticle:
    """An article as a library stores it.

    Attributes:
        article: The article.
        passages: Its passages, in order.
        embedded: Their vectors and sentences, in the same order.
        signature: Its MinHash.
        words: The number of its words.
    """

    article: Article
    passages: tuple[Passage, ...]
    embedded: tuple[EmbeddedPassage, ...]
    signature: Signature
    words: int

    def record(self) -> ArticleRecord:
        """Returns the record that a library stores."""
        packed = [PassageRecord.of(passage) for passage in self.embedded]
        return ArticleRecord(self.article, self.passages, packed, self.words, self.signature, bands(self.signature))


def read_real_articles(library: Library) -> list[RealArticle]:
    """Returns all articles of a library, in the order of ingest."""
    return [_real_article(stored.record) for batch in stored_batches(library.catalog) for stored in batch]


def synthetic_articles(originals: Sequence[RealArticle], passages: int, seed: int = SEED) -> Iterator[ArticleRecord]:
    """Yields the originals, then copies of them, until there are enough passages. The result depends only on the seed.

    Args:
        originals: Real articles.
        passages: The number of passages; the last article may exceed it.
        seed: Seeds the copies.
    """
    copier = _Copier(originals, seed)
    made = 0
    for copy_number in count():
        for original in originals:
            if made >= passages:
                return
            record = copier.copy(original, copy_number) if copy_number else original.record()
            made += len(record.passages)
            yield record


class _Copier:
    def __init__(self, originals: Sequence[RealArticle], seed: int) -> None:
        passages = [passage for original in originals for passage in original.embedded]
        self._generator = np.random.default_rng(seed)
        self._sentence_vectors = np.concatenate([passage.sentence_vectors for passage in passages])
        self._passage_vectors = np.stack([passage.vector for passage in passages])
        self._words = _words_by_shape(originals)
        self._split_texts: dict[str, tuple[list[str], NDArray[np.int64]]] = {}

    def copy(self, original: RealArticle, copy_number: int) -> ArticleRecord:
        article = original.article
        shift = timedelta(days=int(self._generator.integers(_DAYS)))
        copied = replace(
            article,
            id=f"{article.id}~{copy_number}",
            title=self._with_other_words(article.title),
            text=self._with_other_words(article.text),
            origin=f"{article.origin}~{copy_number}",
            published=article.published - shift if article.published else None,
        )
        signature = self._other_signature(original.signature)
        passages = [replace(passage, article_id=copied.id) for passage in original.passages]
        packed = [PassageRecord.of(passage) for passage in self._rotated_passages(original.embedded)]
        return ArticleRecord(copied, passages, packed, original.words, signature, bands(signature))

    def _with_other_words(self, text: str) -> str:
        if text not in self._split_texts:
            self._split_texts[text] = _split_words(text)
        pieces, positions = list(self._split_texts[text][0]), self._split_texts[text][1]
        replaced = positions[self._generator.random(len(positions)) < REPLACED_SHARE]
        for position, chance in zip(replaced.tolist(), self._generator.random(len(replaced)).tolist(), strict=True):
            candidates = self._words[_shape(pieces[position])]
            pieces[position] = candidates[int(chance * len(candidates))]
        return "".join(pieces)

    def _rotated_passages(self, embedded: Sequence[EmbeddedPassage]) -> list[EmbeddedPassage]:
        sentence_vectors = self._rotated(
            np.concatenate([passage.sentence_vectors for passage in embedded]), self._sentence_vectors
        )
        passage_vectors = self._rotated(np.stack([passage.vector for passage in embedded]), self._passage_vectors)
        ends = np.cumsum([len(passage.sentences) for passage in embedded])[:-1]
        return [
            EmbeddedPassage(vector, passage.sentences, vectors)
            for passage, vector, vectors in zip(
                embedded, passage_vectors, np.split(sentence_vectors, ends), strict=True
            )
        ]

    def _rotated(self, vectors: Vectors, others: Vectors) -> Vectors:
        targets = others[self._generator.integers(len(others), size=len(vectors))]
        weights = self._generator.uniform(*_ROTATION, size=(len(vectors), 1)).astype(np.float32)
        rotated = vectors + targets * weights
        length: Vectors = np.linalg.norm(rotated, axis=1, keepdims=True)
        return np.asarray(rotated / np.where(length > 0, length, 1), dtype=np.float32)

    def _other_signature(self, signature: Signature) -> Signature:
        """Replaces as many values as shingles change: a shingle stays if none of its words is replaced.

        The share of kept values is the Jaccard similarity of the two texts.
        """
        kept_shingles = (1 - REPLACED_SHARE) ** _SHINGLE_WORDS
        similarity = kept_shingles / (2 - kept_shingles)
        others = self._generator.integers(1 << 32, size=len(signature), dtype=np.uint32)
        return np.where(self._generator.random(len(signature)) < similarity, signature, others)


def _real_article(record: ArticleRecord) -> RealArticle:
    embedded = (
        EmbeddedPassage(packed.vector, tuple(packed.sentences.sentences()), packed.sentences.unit_vectors())
        for packed in record.passage_records
    )
    return RealArticle(record.article, tuple(record.passages), tuple(embedded), record.signature, record.words)


def _words_by_shape(originals: Sequence[RealArticle]) -> dict[tuple[int, bool], list[str]]:
    """Returns every word of the articles, as often as they use it, by its shape."""
    words: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for original in originals:
        for text in (original.article.title, original.article.text):
            pieces, positions = _split_words(text)
            for position in positions.tolist():
                words[_shape(pieces[position])].append(pieces[position])
    return words


def _split_words(text: str) -> tuple[list[str], NDArray[np.int64]]:
    """Splits a text into pieces; returns them with the positions of the words that can be replaced."""
    pieces = _WORD.split(text)
    return pieces, np.arange(1, len(pieces), 2)


def _shape(word: str) -> tuple[int, bool]:
    """Returns length and capitalization; words of one shape can replace each other."""
    return len(word), word[0].isupper()
