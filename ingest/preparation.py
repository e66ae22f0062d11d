"""What is made of an article before it is stored: its passages, their vectors, and the marks by which copies of it are known."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import islice
from threading import Event
from typing import Protocol

from assistant.ingest.article import Article
from assistant.ingest.chunk import PassageSize, count_words, split_passages
from assistant.ingest.embedders.contract import Embedder
from assistant.ingest.embedding import embed_passages
from assistant.ingest.errors import IngestStoppedError
from assistant.ingest.library.catalog_rows import ArticleRecord, PassageRecord
from assistant.ingest.near_duplicates import bands, signature
from assistant.ingest.readers.contract import ReadFailure

Told = Callable[[int], None]
"""Is told how many passages of a batch are done."""

_TELL_SECONDS = 0.25


class Batch(Protocol):
    """Articles that are being prepared together."""

    def is_ready(self) -> bool:
        """Whether `results` can be had without delay, or comes no nearer by waiting."""
        ...

    def results(self) -> list[ArticleRecord | ReadFailure]:
        """An outcome for each article, in their order; waits for it.

        Raises:
            AssistantError: If nothing more can be prepared.
        """
        ...


class Preparation(Protocol):
    """Where articles are prepared: in this process, or elsewhere.

    Attributes:
        at_once: How many batches may be under way; those who hand in more wait for the oldest.
    """

    @property
    def at_once(self) -> int:
        """How many batches may be under way."""
        ...

    def begin(self, articles: Sequence[Article], told: Told) -> Batch:
        """Hands in articles to be prepared; `told` is called by the thread that waits for them, while it waits."""
        ...

    def close(self) -> None:
        """Leaves what is under way."""
        ...


def prepare(
    articles: Sequence[Article], embedder: Embedder, size: PassageSize | None = None, told: Told | None = None
) -> list[ArticleRecord | ReadFailure]:
    """Cuts articles into passages and embeds them.

    Args:
        articles: The articles.
        embedder: The library's embedder.
        size: How long passages are.
        told: Is told how many passages are done.

    Returns:
        What is stored of each article, or why it cannot be.
    """
    cut = [split_passages(article, size) for article in articles]
    listed = [(article, passage) for article, passages in zip(articles, cut, strict=True) for passage in passages]
    embedded = iter(embed_passages(listed, embedder, told)) if listed else iter(())
    outcomes: list[ArticleRecord | ReadFailure] = []
    for article, passages in zip(articles, cut, strict=True):
        packed = [PassageRecord.of(one) for one in islice(embedded, len(passages))]
        if packed:
            marks = signature(article.text)
            outcomes.append(ArticleRecord(article, passages, packed, count_words(article.text), marks, bands(marks)))
        else:
            outcomes.append(ReadFailure(article.origin, "holds no text"))
    return outcomes


class LocalPreparation:
    """Prepares articles in this process, one batch after the other, beside the thread that reads and stores.

    Args:
        embedder: The library's embedder.
        size: How long passages are.
    """

    at_once = 2  # one being prepared, while another is stored or is still being read

    def __init__(self, embedder: Embedder, size: PassageSize | None) -> None:
        self._embedder = embedder
        self._size = size
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="prepare")
        self._is_left = Event()

    def begin(self, articles: Sequence[Article], told: Told) -> Batch:
        """See `Preparation`."""
        done = _Done(self._is_left)
        return _BatchHere(self._thread.submit(prepare, articles, self._embedder, self._size, done.note), done, told)

    def close(self) -> None:
        """See `Preparation`; waits for the texts that are being embedded."""
        self._is_left.set()
        self._thread.shutdown(cancel_futures=True)


class _Done:
    """How many passages of a batch are done, noted by the thread that prepares them."""

    def __init__(self, is_left: Event) -> None:
        self.passages = 0
        self._is_left = is_left

    def note(self, passages: int) -> None:
        if self._is_left.is_set():
            raise IngestStoppedError
        self.passages = passages


class _BatchHere:
    """See `Batch`."""

    def __init__(self, future: Future[list[ArticleRecord | ReadFailure]], done: _Done, told: Told) -> None:
        self._future = future
        self._done = done
        self._told = told

    def is_ready(self) -> bool:
        return self._future.done()

    def results(self) -> list[ArticleRecord | ReadFailure]:
        while not wait([self._future], _TELL_SECONDS).done:
            self._told(self._done.passages)
        return self._future.result()
