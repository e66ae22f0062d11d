"""Prepares articles for storing: cuts them into passages, embeds these, and computes the signature that finds near-duplicates."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import islice
from threading import Event
from typing import Protocol

from assistant.ingest.article import Article, Passage
from assistant.ingest.chunk import PassageSize, count_words, split_passages
from assistant.ingest.embedders.contract import Embedder
from assistant.ingest.embedding import embed_passages
from assistant.ingest.errors import AssistantError, IngestStoppedError, is_interruption, one_line
from assistant.ingest.library.catalog_rows import ArticleRecord, PassageRecord
from assistant.ingest.near_duplicates import bands, signature
from assistant.ingest.readers.contract import ReadFailure
from assistant.ingest.readers.dispatch import normalize_failure

BatchProgress = Callable[[int], None]
"""Receives the number of passages of a batch that are done."""

_PROGRESS_SECONDS = 0.25


class PendingBatch(Protocol):
    """Articles that are being prepared together."""

    def is_ready(self) -> bool:
        """Checks whether `results` returns at once."""
        ...

    def results(self) -> list[ArticleRecord | ReadFailure]:
        """Waits for the outcomes and returns one for each article, in their order.

        Raises:
            AssistantError: If nothing more can be prepared.
        """
        ...


class ArticlePreparer(Protocol):
    """Prepares articles, in this process or on workers."""

    @property
    def max_batches(self) -> int:
        """The number of batches that may be pending; a caller with more waits for the oldest."""
        ...

    def begin(self, articles: Sequence[Article], progress: BatchProgress) -> PendingBatch:
        """Begins to prepare articles; `progress` is called by the thread that waits for them, while it waits."""
        ...

    def close(self) -> None:
        """Abandons the pending batches."""
        ...


def prepare(
    articles: Sequence[Article],
    embedder: Embedder,
    size: PassageSize | None = None,
    progress: BatchProgress | None = None,
) -> list[ArticleRecord | ReadFailure]:
    """Cuts articles into passages and embeds them.

    Args:
        articles: The articles.
        embedder: The library's embedder.
        size: The length of passages.
        progress: Receives the number of passages done.

    Returns:
        The record to store for each article, or the reason why it cannot be stored.
    """
    try:
        return _prepare_together(articles, embedder, size, progress)
    except BaseException as error:
        # An `Exception` means the embedder cannot be used at all. What remains is a fault of an extension with one of the texts.
        if isinstance(error, Exception) or is_interruption(error):
            raise
        if len(articles) == 1:
            return [_failure(articles[0], error)]
    return [outcome for article in articles for outcome in prepare([article], embedder, size, progress)]


def _prepare_together(
    articles: Sequence[Article], embedder: Embedder, size: PassageSize | None, progress: BatchProgress | None
) -> list[ArticleRecord | ReadFailure]:
    split = [_split(article, size) for article in articles]
    pairs = [
        (article, passage)
        for article, passages in zip(articles, split, strict=True)
        if not isinstance(passages, ReadFailure)
        for passage in passages
    ]
    embedded = embed_passages(pairs, embedder, progress)
    outcomes: list[ArticleRecord | ReadFailure] = []
    for article, passages in zip(articles, split, strict=True):
        if isinstance(passages, ReadFailure):
            outcomes.append(passages)
            continue
        records = [PassageRecord.of(passage) for passage in islice(embedded, len(passages))]
        minhash = signature(article.text)
        words = count_words(article.text)
        outcomes.append(ArticleRecord(article, passages, records, words, minhash, bands(minhash)))
    return outcomes


def _split(article: Article, size: PassageSize | None) -> list[Passage] | ReadFailure:
    """Cuts an article into passages; returns a failure if it has none, or if that fails."""
    try:
        return split_passages(article, size) or ReadFailure(article.origin, "holds no text")
    except BaseException as error:
        if is_interruption(error) or isinstance(error, AssistantError):
            raise
        return _failure(article, error)


def _failure(article: Article, error: BaseException) -> ReadFailure:
    return normalize_failure(ReadFailure(article.origin, f"cannot be split and embedded: {one_line(error)}"))


class LocalPreparer:
    """Prepares articles in one thread of this process, while another thread reads and stores.

    Args:
        embedder: The library's embedder.
        size: The length of passages.
    """

    max_batches = 2  # one is being prepared while another is read or stored

    def __init__(self, embedder: Embedder, size: PassageSize | None) -> None:
        self._embedder = embedder
        self._size = size
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="prepare")
        self._is_closed = Event()

    def begin(self, articles: Sequence[Article], progress: BatchProgress) -> PendingBatch:
        """See `ArticlePreparer`."""
        counter = _ProgressCounter(self._is_closed)
        future = self._thread.submit(prepare, articles, self._embedder, self._size, counter.update)
        return _LocalBatch(future, counter, progress)

    def close(self) -> None:
        """See `ArticlePreparer`; waits for the texts that are being embedded."""
        self._is_closed.set()
        self._thread.shutdown(cancel_futures=True)


class _ProgressCounter:
    """Counts the passages done; written by the thread that prepares, read by the thread that waits."""

    def __init__(self, is_closed: Event) -> None:
        self.passages = 0
        self._is_closed = is_closed

    def update(self, passages: int) -> None:
        if self._is_closed.is_set():
            raise IngestStoppedError
        self.passages = passages


class _LocalBatch:
    """See `PendingBatch`."""

    def __init__(
        self, future: Future[list[ArticleRecord | ReadFailure]], counter: _ProgressCounter, progress: BatchProgress
    ) -> None:
        self._future = future
        self._counter = counter
        self._progress = progress

    def is_ready(self) -> bool:
        return self._future.done()

    def results(self) -> list[ArticleRecord | ReadFailure]:
        while not wait([self._future], _PROGRESS_SECONDS).done:
            self._progress(self._counter.passages)
        return self._future.result()
