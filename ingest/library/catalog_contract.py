"""What the article road and the question road need of a catalog, whichever database keeps it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.library.browsing import ArticleFilter, ArticlePage, DayCount, Order
from assistant.ingest.library.catalog_rows import (
    ArticleRecord,
    ArticleSummary,
    PassageRecord,
    Place,
    StoredArticle,
    StoredPassage,
)
from assistant.ingest.library.lexical_query import WordQuery
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.stored_sentences import StoredSentences


class CatalogWrites(Protocol):
    """What can be done within one transaction; to be had from `Catalog.writing` only."""

    def put_article(self, entry: ArticleRecord) -> int:
        """Adds an article that is not there; gives its number."""
        ...

    def delete_article(self, article_id: str) -> bool:
        """Takes an article out, and notes its passages for the vector index; whether there was such an article."""
        ...

    def set_story(self, article_number: int, story: int) -> str:
        """Says which story an article tells; gives the id of the first article that tells it."""
        ...

    def join_story(self, article_number: int, article_id: str) -> None:
        """Says that an article tells the story of another one, if that is there."""
        ...

    def put_vectors(self, passages: Iterable[tuple[int, PassageRecord]]) -> None:
        """Stores the vectors of passages and of their sentences, in place of what there was."""
        ...

    def set_facts(self, facts: Mapping[str, str | int]) -> None:
        """Remembers several facts about the library as a whole."""
        ...

    def forget_index(self) -> None:
        """Says that there is no vector index; the search is exact until there is one again."""
        ...

    def forget_removals(self, passages: Sequence[int]) -> None:
        """Notes that the vector index has forgotten these passages."""
        ...


class Catalog(Protocol):
    """The source of truth: articles, passages, vectors, words. Read from any thread; written by the holder of `lock` only.

    What is written in one transaction becomes visible at once, or, where the writer dies, never. Every method raises `LibraryError` where the
    database cannot be reached or used.
    """

    @property
    def shown(self) -> str:
        """Which catalog it is, as a user would name it; without passwords."""
        ...

    def close(self) -> None:
        """Gives back files and connections."""
        ...

    # Writing

    def lock(
        self, purpose: str, wait_seconds: float, on_wait: Callable[[str], None] | None = None
    ) -> AbstractContextManager[None]:
        """Makes the caller the one writer, over all processes and machines; given back when its process ends, however it ends.

        Args:
            purpose: What is being done ("ingest"), for those who wait.
            wait_seconds: How long to wait for another writer.
            on_wait: Called once, with words for the user, when there is another writer to wait for.

        Raises:
            LibraryBusyError: If the other writer is not done in time.
        """
        ...

    def writer(self) -> str | None:
        """Who is writing, in words; None where nobody is."""
        ...

    def writing(self, content: bool = True) -> AbstractContextManager[CatalogWrites]:
        """One transaction: all of it becomes visible at once, or, on any error, nothing. This thread reads what it has written.

        Args:
            content: Whether what readers find changes by it; then the generation grows.
        """
        ...

    def reading(self) -> AbstractContextManager[None]:
        """All that this thread reads within is of one moment, whatever others write meanwhile."""
        ...

    # The library as a whole

    def fact(self, name: str) -> str | None:
        """A fact about the library as a whole; None where it was never set."""
        ...

    def set_fact(self, name: str, value: str | int) -> None:
        """Remembers a fact about the library as a whole."""
        ...

    def set_facts(self, facts: Mapping[str, str | int]) -> None:
        """Remembers several facts at once."""
        ...

    def generation(self) -> int:
        """Grows with every change; equal generations mean equal content."""
        ...

    def counts(self) -> tuple[int, int]:
        """(articles, passages)."""
        ...

    def problems(self) -> list[str]:
        """In what the catalog contradicts itself, in words; empty where all is well."""
        ...

    # Articles

    def content_hash(self, article_id: str) -> tuple[str, str] | None:
        """(content hash, origin) of a stored article; None where there is no such article."""
        ...

    def article(self, article_id: str) -> Article | None:
        """A stored article; None where there is no such article."""
        ...

    def articles(self, limit: int | None = None, offset: int = 0, text: str | None = None) -> list[ArticleSummary]:
        """Lists articles, the newest first, undated ones last.

        Args:
            limit: At most this many; all unless given.
            offset: How many to leave out first.
            text: Only articles whose title, source or id contains it (case folded, of ASCII letters at least).
        """
        ...

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleSummary]:
        """The newest of the articles that count, undated ones last."""
        ...

    def browse(self, wanted: ArticleFilter, order: Order = "newest", limit: int = 50, offset: int = 0) -> ArticlePage:
        """One page of the articles that have certain words, sources and days."""
        ...

    def day_counts(self, wanted: ArticleFilter) -> list[DayCount]:
        """How many of these articles each source has on each day; undated ones are not counted."""
        ...

    def sources(self) -> list[tuple[str, int]]:
        """(publication, how many articles), the one with the most articles first."""
        ...

    def first_and_last_day(self) -> tuple[date, date] | None:
        """The days of the oldest and the newest dated article; None where none is dated."""
        ...

    def same_story(self, story: int) -> list[ArticleSummary]:
        """All articles that tell a story, the first one first."""
        ...

    def copies(self, article_id: str) -> list[ArticleSummary]:
        """The other articles that tell the same story as one, the first one first."""
        ...

    def story_candidates(self, of: Sequence[bytes]) -> list[tuple[int, int, NDArray[np.uint32]]]:
        """(article number, story, signature) of the articles that share one of the bands, the oldest first."""
        ...

    def stored_articles(self, after: int, limit: int) -> list[StoredArticle]:
        """Articles with a number above `after`, in order, with everything that is stored for them."""
        ...

    # Passages, words and vectors

    def search_words(self, query: WordQuery, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """BM25 over title and body, the title counting twice.

        Args:
            query: The words.
            limit: At most this many.
            scope: Only passages of these articles.

        Returns:
            (passage number, score), best first; a larger score is better.
        """
        ...

    def score_words(self, query: WordQuery, numbers: Sequence[int]) -> dict[int, float]:
        """What `search_words` would give these passages for a query; those that do not match it are left out."""
        ...

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        ...

    def passages_of_sources(self, sources: Collection[str]) -> NDArray[np.int64]:
        """The numbers of all passages of some publications, in order."""
        ...

    def passages(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """The passages of those numbers, in that order; those that are gone by now are left out."""
        ...

    def vectors(self, after: int = 0, limit: int | None = None) -> tuple[NDArray[np.int64], Vectors]:
        """The vectors of passages with a number above `after`, in order: numbers of shape (n,), vectors of shape (n, dimension)."""
        ...

    def vectors_of(self, numbers: Sequence[int]) -> dict[int, Vectors]:
        """The vectors of these passages, each of shape (dimension,); those that are gone are left out."""
        ...

    def sentences_of(self, numbers: Sequence[int]) -> dict[int, StoredSentences]:
        """The sentences of these passages with their vectors; passages that are gone are left out."""
        ...

    def days(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The day of publication (ordinal) of each passage, 0 where undated, -1 where the passage is gone."""
        ...

    def places(self, numbers: Sequence[int]) -> dict[int, Place]:
        """Where in time, and where in its article, each passage stands, in the order of their numbers; those that are gone are left out."""
        ...

    def passages_after(self, number: int) -> int:
        """How many passages have a larger number."""
        ...

    def passage_numbers(self, after: int = 0) -> NDArray[np.int64]:
        """The numbers of all passages above `after`, in order."""
        ...

    def pending_removals(self) -> list[int]:
        """Passages that the vector index has still to forget."""
        ...

    def forget_removals(self, passages: Sequence[int]) -> None:
        """Notes that the vector index has forgotten these passages."""
        ...
