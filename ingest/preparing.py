"""What is made of an article before it is stored: its passages, their vectors, and the marks by which copies of it are known."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Protocol

from assistant.ingest.article import Article
from assistant.ingest.chunk import PassageSize, count_words, split_passages
from assistant.ingest.embedders.contract import Embedder
from assistant.ingest.embedding import embed_passages
from assistant.ingest.library.catalog_rows import Entry, PackedPassage
from assistant.ingest.readers.contract import Failed
from assistant.ingest.stories import bands, signature

Told = Callable[[int], None]
"""Is told how many passages of a batch are done."""


class Batch(Protocol):
    """Articles that are being prepared together."""

    def is_ready(self) -> bool:
        """Whether `results` can be had without delay, or comes no nearer by waiting."""
        ...

    def results(self) -> list[Entry | Failed]:
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
        """Hands in articles to be prepared."""
        ...


def prepare(
    articles: Sequence[Article], embedder: Embedder, size: PassageSize | None = None, told: Told | None = None
) -> list[Entry | Failed]:
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
    outcomes: list[Entry | Failed] = []
    for article, passages in zip(articles, cut, strict=True):
        packed = [PackedPassage.of(one) for one in islice(embedded, len(passages))]
        if packed:
            marks = signature(article.text)
            outcomes.append(Entry(article, passages, packed, count_words(article.text), marks, bands(marks)))
        else:
            outcomes.append(Failed(article.origin, "holds no text"))
    return outcomes


class PreparedHere:
    """Prepares articles in this process, one batch after the other.

    Args:
        embedder: The library's embedder.
        size: How long passages are.
    """

    at_once = 1

    def __init__(self, embedder: Embedder, size: PassageSize | None) -> None:
        self._embedder = embedder
        self._size = size

    def begin(self, articles: Sequence[Article], told: Told) -> Batch:
        """See `Preparation`."""
        return _BatchHere(lambda: prepare(articles, self._embedder, self._size, told))


class _BatchHere:
    """Is prepared when its results are asked for."""

    def __init__(self, results: Callable[[], list[Entry | Failed]]) -> None:
        self.results = results

    def is_ready(self) -> bool:
        return True
