"""The whole article road: read, compare, prepare, store."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.ingest.article import Article
from assistant.ingest.chunk import PassageSize
from assistant.ingest.embedders.contract import Embedder
from assistant.ingest.errors import IngestStoppedError
from assistant.ingest.identity import identify
from assistant.ingest.library import Library
from assistant.ingest.library.catalog_rows import ArticleRecord
from assistant.ingest.library.library import LibraryWriter
from assistant.ingest.preparation import Batch, LocalPreparation, Preparation
from assistant.ingest.readers.contract import ReadArticle, ReadFailure
from assistant.ingest.report import Copy, IngestProgress, IngestReport, Problem, Silent

_CHARACTERS_AT_ONCE = 160_000  # some 128 passages
_ARTICLES_AT_ONCE = 64

ChoosePreparation = Callable[[Embedder, PassageSize | None], Preparation]
"""Says where articles are prepared, given the library's embedder and how long passages are."""


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """Articles that are being prepared, and which of them are new."""

    batch: Batch
    articles: tuple[Article, ...]
    is_new: dict[str, bool]


def ingest(
    library: Library,
    found: Iterable[ReadArticle | ReadFailure],
    open_embedder: Callable[[], Embedder],
    *,
    size: PassageSize | None = None,
    prepared: ChoosePreparation = LocalPreparation,
    progress: IngestProgress | None = None,
    expected: int | None = None,
    wait_seconds: float = 0.0,
) -> IngestReport:
    """Brings what was found into the library. What is finished stays finished, whatever happens after.

    Args:
        library: Where to.
        found: What the readers give, one by one.
        open_embedder: Gives the embedder; called only if there is something to embed.
        size: How long passages are.
        prepared: Where they are cut and embedded; in this process, unless given.
        progress: Is told how it goes on.
        expected: How many articles there will be, if that is known.
        wait_seconds: How long to wait for another writer.

    Raises:
        LibraryBusyError: If another process is writing for longer than that.
        LibraryError: If the library cannot be written (a full disk).
        EmbedderError: If the embedder cannot be loaded, or is not the library's.
        WorkersError: If articles are prepared elsewhere and that is of no use any more.
    """
    progress = progress or Silent()
    started = time.monotonic()
    with library.writing("ingest", wait_seconds, progress.waiting) as writer:
        progress.started(expected)
        run = _Run(library, writer, open_embedder, size, prepared, progress)
        try:
            for item in found:
                run.take(item)
            run.finish()
        except IngestStoppedError:
            run.stop()
        finally:
            run.close()
    run.report.seconds = time.monotonic() - started
    return run.report


class _Run:
    """One ingest: articles are gathered until there are enough to prepare and store together."""

    def __init__(
        self,
        library: Library,
        writer: LibraryWriter,
        open_embedder: Callable[[], Embedder],
        size: PassageSize | None,
        prepared: ChoosePreparation,
        progress: IngestProgress,
    ) -> None:
        self.report = IngestReport()
        self._library = library
        self._writer = writer
        self._open_embedder = open_embedder
        self._size = size
        self._prepared = prepared
        self._progress = progress
        self._chosen: tuple[Embedder, Preparation] | None = None
        self._gathered: dict[str, Article] = {}
        self._is_new: dict[str, bool] = {}
        self._under_way: deque[_UnderWay] = deque()
        self._read = 0

    def take(self, item: ReadArticle | ReadFailure) -> None:
        if isinstance(item, ReadFailure):
            self._fail(item)
            self._progress.read(self._read)
            return
        article = identify(item.parsed, item.origin)
        self._finish_with(article.id)
        self._consider(article)
        self._read += 1
        self._progress.read(self._read)
        characters = sum(len(one.text) for one in self._gathered.values())
        if characters >= _CHARACTERS_AT_ONCE or len(self._gathered) >= _ARTICLES_AT_ONCE:
            self._begin()
        self._store_what_is_ready()

    def finish(self) -> None:
        """Has everything prepared and stored."""
        self._begin()
        self._store_all_but(0)

    def _finish_with(self, article_id: str) -> None:
        """Stores an article that was read before under this id: what comes now is compared with it."""
        if article_id in self._gathered:
            self._begin()
        if any(article_id in one.is_new for one in self._under_way):
            self._store_all_but(0)

    def stop(self) -> None:
        """Leaves what was not stored."""
        self.report.stopped = True
        left = [*(article for one in self._under_way for article in one.articles), *self._gathered.values()]
        self.report.unstored.extend(article.origin for article in left)

    def close(self) -> None:
        """Has nothing more prepared."""
        if self._chosen is not None:
            self._chosen[1].close()

    def _consider(self, article: Article) -> None:
        known = self._library.catalog.content_hash(article.id)
        if known and known[0] == article.content_hash:
            self.report.unchanged.append(article.id)
            return
        if known and known[1] != article.origin:
            self._warn(
                article,
                f"has the id {article.id!r}, which was read before from {known[1]}; the newer text takes its place",
            )
        if article.published and article.published > datetime.now(UTC) + timedelta(days=1):
            self._warn(
                article,
                f"is dated {article.published.date()}, in the future; it is no evidence for questions asked before that day",
            )
        self._gathered[article.id] = article
        self._is_new[article.id] = known is None

    def _begin(self) -> None:
        """Hands in what was gathered."""
        if not self._gathered:
            return
        _, preparation = self._choice()
        self._store_all_but(preparation.at_once - 1)
        articles = tuple(self._gathered.values())
        self._under_way.append(_UnderWay(preparation.begin(articles, self._told), articles, self._is_new))
        self._gathered, self._is_new = {}, {}

    def _store_what_is_ready(self) -> None:
        while self._under_way and self._under_way[0].batch.is_ready():
            self._store_oldest()

    def _store_all_but(self, left: int) -> None:
        while len(self._under_way) > left:
            self._store_oldest()

    def _store_oldest(self) -> None:
        """Writes a batch, all of it in one transaction; it stays under way until that is done."""
        one = self._under_way[0]
        entries: list[ArticleRecord] = []
        for outcome in one.batch.results():
            if isinstance(outcome, ReadFailure):
                self._fail(outcome)
            else:
                entries.append(outcome)
        copies = self._writer.put(entries, self._choice()[0]) if entries else []
        self._under_way.popleft()
        for entry, copy_of in zip(entries, copies, strict=True):
            article_id = entry.article.id
            (self.report.added if one.is_new[article_id] else self.report.updated).append(article_id)
            if copy_of is not None:
                self.report.copies.append(Copy(article_id, copy_of))
        self.report.passages += sum(len(entry.passages) for entry in entries)
        self._progress.stored(self.report.passages)

    def _told(self, passages: int) -> None:
        """So many passages of the batch that is being prepared are done."""
        self._progress.stored(self.report.passages + passages)

    def _choice(self) -> tuple[Embedder, Preparation]:
        """The embedder, opened now if it has not been, and where articles are prepared."""
        if self._chosen is None:
            embedder = self._open_embedder()
            self._library.require_embedder(embedder.name)
            self._library.require_sentence_vectors()
            self._chosen = embedder, self._prepared(embedder, self._size)
        return self._chosen

    def _fail(self, failed: ReadFailure) -> None:
        self.report.failed.append(Problem(failed.origin, failed.reason))

    def _warn(self, article: Article, reason: str) -> None:
        self.report.warnings.append(Problem(article.origin, reason))
