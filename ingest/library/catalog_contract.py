"""The interface of a catalog, which SQLite and PostgreSQL implement."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.article import Article
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.library.browsing import ArticleFilter, ArticlePage, DayCount, Order
from assistant.ingest.library.catalog_rows import (
    ArticleRecord,
    ArticleSummary,
    PassagePosition,
    PassageRecord,
    StoredArticle,
    StoredPassage,
)
from assistant.ingest.library.editions import Edition, StoredEdition
from assistant.ingest.library.lexical_query import LexicalQuery
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.search_terms import SearchTerms
from assistant.ingest.library.sql import Row, RunQuery
from assistant.ingest.library.stored_sentences import StoredSentences


class CatalogWrites(Protocol):
    """The changes that can be made within one transaction; given by `Catalog.transaction` only."""

    def put_article(self, record: ArticleRecord) -> int:
        """Adds an article that is not stored yet; returns its number."""
        ...

    def delete_article(self, article_id: str) -> bool:
        """Deletes an article, and notes its passages for removal from the vector index; returns whether it was stored.

        Its earlier editions stay, because another text may take its place.
        """
        ...

    def keep_edition(self, newer: Article, replaced_at: datetime) -> None:
        """Keeps the stored text of an article as an edition until `replaced_at`, if the article is stored and the newer one differs."""
        ...

    def put_editions(self, article_id: str, editions: Sequence[StoredEdition]) -> None:
        """Stores the earlier editions of an article in place of those that it has."""
        ...

    def set_story(self, article_number: int, story: int) -> str:
        """Assigns an article to a story; returns the id of the story's first article."""
        ...

    def join_story(self, article_number: int, article_id: str) -> None:
        """Assigns an article to the story of another article, if that is stored."""
        ...

    def put_vectors(self, passages: Iterable[tuple[int, PassageRecord]]) -> None:
        """Stores or replaces the vectors of passages and of their sentences."""
        ...

    def renew_full_text(self) -> None:
        """Replaces the full-text index by an empty one, whose terms are stems of each article's language."""
        ...

    def index_stored(self, passages: Iterable[StoredPassage]) -> None:
        """Adds passages that are stored already to the full-text index."""
        ...

    def set_detected_language(self, article_id: str, language: str) -> None:
        """Stores the language that was detected for an article whose source declares none."""
        ...

    def set_metadata(self, values: Mapping[str, str | int]) -> None:
        """Stores metadata of the library."""
        ...

    def forget_index(self) -> None:
        """Notes that there is no vector index; vector search is exact until there is one again."""
        ...

    def forget_removals(self, passages: Sequence[int]) -> None:
        """Notes that these passages were removed from the vector index."""
        ...


class Catalog(Protocol):
    """The source of truth: articles, passages, vectors, and the index of lexical search.

    Any thread may read; only the holder of `lock` may write. A transaction becomes visible as a whole, or never if the writer dies.
    Every method raises `LibraryError` if the database cannot be reached or used.
    """

    @property
    def display_name(self) -> str:
        """The catalog's name in messages, without passwords."""
        ...

    def close(self) -> None:
        """Closes files and connections."""
        ...

    # Writing

    def lock(
        self, purpose: str, wait_seconds: float, on_wait: Callable[[str], None] | None = None
    ) -> AbstractContextManager[None]:
        """Makes the caller the only writer, over all processes and machines; released when its process ends.

        Args:
            purpose: The operation ("ingest"), shown to others who wait.
            wait_seconds: How long to wait for another writer.
            on_wait: Called once with a message for the user, if there is another writer to wait for.

        Raises:
            LibraryBusyError: If the other writer does not finish in time.
        """
        ...

    def writer(self) -> str | None:
        """Describes the current writer; None if there is none."""
        ...

    def transaction(self, changes_content: bool = True) -> AbstractContextManager[CatalogWrites]:
        """Opens a transaction: all of it becomes visible at once, or, on any error, nothing. This thread reads its own writes.

        Args:
            changes_content: Whether search results can change; then the generation grows.
        """
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Makes everything that this thread reads within it consistent, whatever others write meanwhile."""
        ...

    def side_tables(self) -> AbstractContextManager[RunQuery]:
        """Opens a transaction on the tables beside the articles, such as the followed sources. It needs no lock.

        It yields a function that runs a statement with the values of its question marks and returns the rows. Do not open it within another
        transaction of the same thread.
        """
        ...

    def query_side_tables(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Returns the rows of a query on these tables; waits for no writer."""
        ...

    # Metadata

    def metadata(self, name: str) -> str | None:
        """Returns a value of the library's metadata; None if it was never set."""
        ...

    def set_metadata(self, values: Mapping[str, str | int], changes_content: bool = False) -> None:
        """Stores metadata of the library.

        Args:
            values: The values by name.
            changes_content: Whether search results can change; then the generation grows.
        """
        ...

    def generation(self) -> int:
        """Returns a number that grows with every change; equal generations mean equal content."""
        ...

    def counts(self) -> tuple[int, int]:
        """Returns (articles, passages)."""
        ...

    def problems(self) -> list[str]:
        """Lists the catalog's inconsistencies; empty if there are none."""
        ...

    # Articles

    def content_hash(self, article_id: str) -> tuple[str, str] | None:
        """Returns (content hash, origin) of a stored article; None if there is no such article."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Returns a stored article; None if there is no such article."""
        ...

    def editions(self, article_id: str) -> list[Edition]:
        """Returns all editions of an article, the oldest first; the last one is the article itself. Empty if there is no such article."""
        ...

    def edited(self, article_ids: Sequence[str]) -> set[str]:
        """Returns those of some articles that have earlier editions."""
        ...

    def edition(self, article_id: str, edition: str) -> Article | None:
        """Returns an article as it was in an edition, by the edition's name; None if the library has no such edition."""
        ...

    def articles(self, limit: int | None = None, offset: int = 0, text: str | None = None) -> list[ArticleSummary]:
        """Lists articles, the newest first, undated ones last.

        Args:
            limit: The largest number of articles; no limit if None.
            offset: The number of articles to skip.
            text: Only articles whose title, source or id contains it (ignoring the case of ASCII letters at least).
        """
        ...

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleSummary]:
        """Lists the newest articles of a scope, undated ones last."""
        ...

    def browse(
        self, article_filter: ArticleFilter, order: Order = "newest", limit: int = 50, offset: int = 0
    ) -> ArticlePage:
        """Returns one page of the articles that match a filter."""
        ...

    def day_counts(self, article_filter: ArticleFilter) -> list[DayCount]:
        """Counts the articles that match a filter, by day and source; undated ones are not counted."""
        ...

    def sources(self) -> list[tuple[str, int]]:
        """Lists (publication, number of articles), the one with the most articles first."""
        ...

    def first_and_last_day(self) -> tuple[date, date] | None:
        """Returns the days of the oldest and the newest dated article; None if none is dated."""
        ...

    def articles_of_story(self, story: int) -> list[ArticleSummary]:
        """Lists all articles of a story, the first stored first."""
        ...

    def copies(self, article_id: str) -> list[ArticleSummary]:
        """Lists the other articles of an article's story, the first stored first."""
        ...

    def near_duplicate_candidates(self, bands: Sequence[bytes]) -> list[tuple[int, int, NDArray[np.uint32]]]:
        """Lists (article number, story, signature) of the articles that share a band, the first stored first."""
        ...

    def stored_articles(self, after: int, limit: int) -> list[StoredArticle]:
        """Lists articles with a number above `after`, in order, with everything that is stored for them."""
        ...

    # Lexical search

    def search_bm25(self, query: LexicalQuery, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """Ranks passages by BM25 over title and body; the title counts twice.

        Args:
            query: The words.
            limit: The largest number of passages.
            scope: Only passages of these articles.

        Returns:
            (passage number, score), best first; a larger score is better.
        """
        ...

    def score_bm25(self, query: LexicalQuery, numbers: Sequence[int]) -> dict[int, float]:
        """Returns the scores of `search_bm25` for given passages; those that do not match the query are left out."""
        ...

    def search_terms(self) -> SearchTerms:
        """Returns how the words of a question become terms of the full-text index."""
        ...

    def languages(self) -> dict[str | None, int]:
        """Counts the articles of each language, by its tag, the most frequent first; None stands for unknown."""
        ...

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """Counts the passages that contain each stem; stems that occur nowhere are left out."""
        ...

    def terms_beginning(self, letters: str) -> dict[str, int]:
        """Returns the stems that begin with one of some ASCII letters or with any other letter, and the number of passages of each."""
        ...

    # Passages and vectors

    def passages_in(self, scope: Scope) -> NDArray[np.int64]:
        """Returns the numbers of all passages in a scope, in order."""
        ...

    def passages(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """Returns the passages with these numbers, in that order; deleted ones are left out."""
        ...

    def vectors(self, after: int = 0, limit: int | None = None) -> tuple[NDArray[np.int64], Vectors]:
        """Returns passages with a number above `after`, in order: numbers of shape (n,), vectors of shape (n, dimension)."""
        ...

    def vectors_of(self, numbers: Sequence[int]) -> dict[int, Vectors]:
        """Returns the vectors of these passages, each of shape (dimension,); deleted ones are left out."""
        ...

    def sentences_of(self, numbers: Sequence[int]) -> dict[int, StoredSentences]:
        """Returns the sentences of these passages with their vectors; deleted ones are left out."""
        ...

    def days(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the day of publication (ordinal) of each passage, 0 if undated, -1 if the passage was deleted."""
        ...

    def passage_positions(self, numbers: Sequence[int]) -> dict[int, PassagePosition]:
        """Returns the day and the offset of each passage, in the order of their numbers; deleted ones are left out."""
        ...

    def first_passages(self, first_day: date, last_day: date, limit: int) -> list[int]:
        """Returns the first passages of the articles of some days, the last stored first; undated ones count by the day of their arrival."""
        ...

    def passages_at(self, positions: Sequence[tuple[str, int]]) -> list[int]:
        """Returns the numbers of the passages at some positions: (article id, first character); those that are not stored are left out."""
        ...

    def last_passage(self) -> int:
        """Returns the number of the passage that was stored last; 0 if there is none."""
        ...

    def passages_after(self, number: int) -> int:
        """Counts the passages with a larger number."""
        ...

    def passage_numbers(self, after: int = 0) -> NDArray[np.int64]:
        """Returns the numbers of all passages above `after`, in order."""
        ...

    def pending_removals(self) -> list[int]:
        """Lists the passages that the vector index has still to remove."""
        ...

    def forget_removals(self, passages: Sequence[int]) -> None:
        """Notes that these passages were removed from the vector index."""
        ...
