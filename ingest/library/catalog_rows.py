"""The records of the catalog, and how rows become records."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.embedding import EmbeddedPassage
from assistant.ingest.library.editions import StoredEdition
from assistant.ingest.library.sql import Row
from assistant.ingest.library.stored_sentences import StoredSentences

ARTICLE_COLUMNS = (
    "a.id, a.title, a.text, a.source, a.origin, a.url, a.authors, a.published, a.language, a.date_evidence, a.is_incomplete, "
    "a.is_language_detected"
)
"""The columns that `article_of` takes, of a table `articles a`."""

ARTICLE_WIDTH = 12
"""The number of `ARTICLE_COLUMNS`."""

SUMMARY_COLUMNS = "id, title, source, url, published, words, story, language"
"""The columns that `summary_of` takes."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the catalog returns it.

    Attributes:
        number: The passage's key in every index.
        passage: The slice.
        article: The article that it is a slice of.
        story: Equal for near-duplicate articles.
    """

    number: int
    passage: Passage
    article: Article
    story: int


@dataclass(frozen=True, slots=True)
class PassagePosition:
    """A passage's position in time and in its article.

    Attributes:
        day: The article's day of publication (ordinal), 0 if undated.
        start: The passage's first character in the article's text.
    """

    day: int
    start: int


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article in a list of articles."""

    id: str
    title: str
    source: str
    url: str | None
    published: datetime | None
    words: int
    story: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """The vectors of a passage as the catalog stores them.

    Attributes:
        vector: The passage's vector; float32, shape (dimension,), length 1.
        sentences: The passage's sentences with their vectors.
    """

    vector: Vectors
    sentences: StoredSentences

    @classmethod
    def of(cls, embedded: EmbeddedPassage) -> "PassageRecord":
        """Packs an embedded passage."""
        return cls(embedded.vector, StoredSentences.of(embedded.sentences, embedded.sentence_vectors))


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One article with everything that is stored for it.

    Attributes:
        article: The article.
        passages: Its slices, in order.
        passage_records: Their vectors and sentences, in the same order.
        words: The number of words.
        signature: Its MinHash, uint32.
        bands: The keys under which near-duplicates are looked up.
        added_at: When it was added to the library; now if None.
    """

    article: Article
    passages: Sequence[Passage]
    passage_records: Sequence[PassageRecord]
    words: int
    signature: NDArray[np.uint32]
    bands: Sequence[bytes]
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article read out of a catalog to be copied into another one.

    Attributes:
        number: The article's number, which grows with each article added.
        record: Everything that is stored for it.
        story_of: The id of the story's first article; its own id if it is the first.
        editions: Its earlier editions, the oldest first.
    """

    number: int
    record: ArticleRecord
    story_of: str
    editions: tuple[StoredEdition, ...] = ()


def article_of(row: Row) -> Article:
    """Makes an article of a row that begins with `ARTICLE_COLUMNS`."""
    article_id, title, text, source, origin, url, authors, published, language, evidence, is_incomplete, is_detected = (
        row[:ARTICLE_WIDTH]
    )
    return Article(
        str(article_id),
        str(title),
        str(text),
        str(source),
        str(origin),
        None if url is None else str(url),
        tuple(json.loads(str(authors))),
        _moment(published),
        None if language is None else str(language),
        None if evidence is None else str(evidence),
        bool(is_incomplete),
        bool(is_detected),
    )


def summary_of(row: Row) -> ArticleSummary:
    """Makes a summary of a row of `SUMMARY_COLUMNS`."""
    article_id, title, source, url, published, words, story, language = row
    return ArticleSummary(article_id, title, source, url, _moment(published), words, story, language)


def _moment(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))
