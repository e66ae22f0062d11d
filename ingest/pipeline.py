"""The whole article road: read, compare, cut, embed, store."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from assistant.ingest.article import Article, Passage
from assistant.ingest.chunk import PassageSize, count_words, split_passages
from assistant.ingest.embedders.contract import Embedder
from assistant.ingest.embedding import EmbeddedPassage, embed_passages
from assistant.ingest.errors import IngestStoppedError
from assistant.ingest.identify import identify
from assistant.ingest.library import Library
from assistant.ingest.library.catalog_rows import Entry, PackedPassage
from assistant.ingest.library.library import LibraryWriter
from assistant.ingest.readers.contract import Failed, Found
from assistant.ingest.report import Copy, IngestProgress, IngestReport, Problem, Silent
from assistant.ingest.stories import bands, signature

_PASSAGES_AT_ONCE = 128
_ARTICLES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Pending:
    article: Article
    passages: Sequence[Passage]
    is_new: bool


def ingest(
    library: Library,
    found: Iterable[Found | Failed],
    open_embedder: Callable[[], Embedder],
    *,
    size: PassageSize | None = None,
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
        progress: Is told how it goes on.
        expected: How many articles there will be, if that is known.
        wait_seconds: How long to wait for another writer.

    Raises:
        LibraryBusyError: If another process is writing for longer than that.
        LibraryError: If the library cannot be written (a full disk).
        EmbedderError: If the embedder cannot be loaded, or is not the library's.
    """
    progress = progress or Silent()
    started = time.monotonic()
    with library.writing("ingest", wait_seconds, progress.waiting) as writer:
        progress.started(expected)
        run = _Run(library, writer, open_embedder, size, progress)
        try:
            for item in found:
                run.take(item)
            run.store()
        except IngestStoppedError:
            run.stop()
    run.report.seconds = time.monotonic() - started
    return run.report


class _Run:
    """One ingest: articles are gathered until there are enough to embed and store together."""

    def __init__(
        self,
        library: Library,
        writer: LibraryWriter,
        open_embedder: Callable[[], Embedder],
        size: PassageSize | None,
        progress: IngestProgress,
    ) -> None:
        self.report = IngestReport()
        self._library = library
        self._writer = writer
        self._open_embedder = open_embedder
        self._embedder: Embedder | None = None
        self._size = size
        self._progress = progress
        self._pending: dict[str, _Pending] = {}
        self._read = 0

    def take(self, item: Found | Failed) -> None:
        if isinstance(item, Failed):
            self.report.failed.append(Problem(item.origin, item.reason))
            self._progress.read(self._read)
            return
        article = identify(item.draft, item.origin)
        if article.id in self._pending:
            self.store()
        self._consider(article)
        self._read += 1
        self._progress.read(self._read)
        waiting = sum(len(pending.passages) for pending in self._pending.values())
        if waiting >= _PASSAGES_AT_ONCE or len(self._pending) >= _ARTICLES_AT_ONCE:
            self.store()

    def store(self) -> None:
        """Embeds and writes what was gathered, all of it in one transaction."""
        if not self._pending:
            return
        pending = list(self._pending.values())
        embedder = self._the_embedder()
        entries = self._entries(pending, embedder)
        copies = self._writer.put(entries, embedder)
        for one, copy_of in zip(pending, copies, strict=True):
            (self.report.added if one.is_new else self.report.updated).append(one.article.id)
            if copy_of is not None:
                self.report.copies.append(Copy(one.article.id, copy_of))
        self.report.passages += sum(len(entry.passages) for entry in entries)
        self._pending.clear()

    def stop(self) -> None:
        """Leaves what was not stored."""
        self.report.stopped = True
        self.report.unstored.extend(one.article.origin for one in self._pending.values())

    def _consider(self, article: Article) -> None:
        known = self._library.catalog.content_hash(article.id)
        if known and known[0] == article.content_hash:
            self.report.unchanged.append(article.id)
            return
        passages = split_passages(article, self._size)
        if not passages:
            self.report.failed.append(Problem(article.origin, "holds no text"))
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
        self._pending[article.id] = _Pending(article, passages, known is None)

    def _warn(self, article: Article, reason: str) -> None:
        self.report.warnings.append(Problem(article.origin, reason))

    def _the_embedder(self) -> Embedder:
        if self._embedder is None:
            self._embedder = self._open_embedder()
            self._library.require_embedder(self._embedder.name)
            self._library.require_sentence_vectors()
        return self._embedder

    def _entries(self, pending: Sequence[_Pending], embedder: Embedder) -> list[Entry]:
        stored = self.report.passages
        passages = [(one.article, passage) for one in pending for passage in one.passages]
        embedded = iter(embed_passages(passages, embedder, lambda done: self._progress.stored(stored + done)))
        return [_entry(one.article, one.passages, list(islice(embedded, len(one.passages)))) for one in pending]


def _entry(article: Article, passages: Sequence[Passage], embedded: Sequence[EmbeddedPassage]) -> Entry:
    minhash = signature(article.text)
    packed = [PackedPassage.of(one) for one in embedded]
    return Entry(article, passages, packed, count_words(article.text), minhash, bands(minhash))
