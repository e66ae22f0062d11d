"""What the catalog gives: rows as objects."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.embedding import EmbeddedPassage
from assistant.ingest.library.sql import Row
from assistant.ingest.library.stored_sentences import StoredSentences

ARTICLE_COLUMNS = "a.id, a.title, a.text, a.source, a.origin, a.url, a.authors, a.published, a.language"
"""What `article_of` takes, of a table `articles a`."""

SUMMARY_COLUMNS = "id, title, source, url, published, words, story"
"""What `summary_of` takes."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it was found: with its number, its article, and the number of its story.

    Attributes:
        number: The passage's key in every index.
        passage: The slice.
        article: The article it is a slice of.
        story: Equal for articles that tell the same story.
    """

    number: int
    passage: Passage
    article: Article
    story: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands.

    Attributes:
        day: Its article's day of publication (ordinal), 0 where undated.
        start: Its first character in the article's text.
    """

    day: int
    start: int


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list of articles shows."""

    id: str
    title: str
    source: str
    url: str | None
    published: datetime | None
    words: int
    story: int


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """The vectors of a passage as the catalog keeps them.

    Attributes:
        vector: Of the passage; float32, shape (dimension,), length 1.
        sentences: Its sentences with their vectors.
    """

    vector: Vectors
    sentences: StoredSentences

    @classmethod
    def of(cls, embedded: EmbeddedPassage) -> "PassageRecord":
        """Packs what was embedded."""
        return cls(embedded.vector, StoredSentences.of(embedded.sentences, embedded.sentence_vectors))


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One article with everything that is stored for it.

    Attributes:
        article: The article.
        passages: Its slices, in order.
        packed: Their vectors and sentences, in the same order.
        words: How many words it has.
        signature: Its MinHash, uint32.
        bands: The keys under which near copies are looked up.
        added_at: When it came into the library; now, unless given.
    """

    article: Article
    passages: Sequence[Passage]
    packed: Sequence[PassageRecord]
    words: int
    signature: NDArray[np.uint32]
    bands: Sequence[bytes]
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it is read out of a catalog to be put into another one.

    Attributes:
        number: Its place in the order in which articles came in.
        entry: Everything that is stored for it.
        story_of: The id of the first article that tells the same story; its own where it is the first.
    """

    number: int
    entry: ArticleRecord
    story_of: str


def article_of(row: Row) -> Article:
    """The article in the first columns of a row, which are `ARTICLE_COLUMNS`."""
    article_id, title, text, source, origin, url, authors, published, language = row[:9]
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
    )


def summary_of(row: Row) -> ArticleSummary:
    """The summary in a row of `SUMMARY_COLUMNS`."""
    article_id, title, source, url, published, words, story = row
    return ArticleSummary(article_id, title, source, url, _moment(published), words, story)


def _moment(value: object) -> datetime | None:
    return None if value is None else datetime.fromisoformat(str(value))
