"""The ingest pipeline: reads articles, compares them with the library, prepares and stores them."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
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
from assistant.ingest.preparation import ArticlePreparer, LocalPreparer, PendingBatch
from assistant.ingest.readers.contract import ReadArticle, ReadFailure
from assistant.ingest.report import Copy, IngestProgress, IngestReport, NoProgress, Problem

_BATCH_CHARACTERS = 160_000  # about 128 passages
_BATCH_ARTICLES = 64
_BATCH_SECONDS = 5.0  # a document that takes long, or holds nothing, must not delay the articles before it

MakePreparer = Callable[[Embedder, PassageSize | None], ArticlePreparer]
"""Makes the preparer of articles, given the library's embedder and the length of passages."""

_MIN_TURN_SECONDS = 600.0
"""How long a started ingest waits for its turn to write at least: what it has read is not given up."""

BeforeEmbedding = Callable[[Sequence[Article]], str | None]
"""Is told the first articles that will be embedded; returns a remark for the report, or None."""

_TakeTurn = Callable[[], AbstractContextManager[LibraryWriter]]
"""Opens the library for writing while something is stored."""


class WaitingWork:
    """What an ingest does while it waits for a document: it notices a cancellation, and stores what it has read.

    The reader calls it several times a second, in the thread of the ingest.
    """

    def __init__(self) -> None:
        self._run: _IngestRun | None = None

    def __call__(self) -> None:
        """Does the work.

        Raises:
            IngestStoppedError: If the ingest was cancelled.
        """
        if self._run is not None:
            self._run.continue_waiting()

    def begin(self, run: "_IngestRun") -> None:
        """Takes the ingest whose reader is waiting."""
        self._run = run


@dataclass(frozen=True, slots=True)
class _SubmittedBatch:
    """Articles that are being prepared, and which of them are new."""

    batch: PendingBatch
    articles: tuple[Article, ...]
    is_new: dict[str, bool]


def ingest(
    library: Library,
    items: Iterable[ReadArticle | ReadFailure],
    open_embedder: Callable[[], Embedder],
    *,
    size: PassageSize | None = None,
    make_preparer: MakePreparer = LocalPreparer,
    before_embedding: BeforeEmbedding | None = None,
    progress: IngestProgress | None = None,
    waiting_work: WaitingWork | None = None,
    expected: int | None = None,
    wait_seconds: float = 0.0,
    in_turns: bool = False,
    updates_index: bool = True,
) -> IngestReport:
    """Stores articles in the library. A stored article stays stored, whatever happens afterwards.

    Args:
        library: The library to write to.
        items: The output of the readers.
        open_embedder: Opens the embedder; called only if there is something to embed.
        size: The length of passages.
        make_preparer: Makes the preparer, which cuts and embeds articles; in this process by default.
        before_embedding: Called once with the first articles to embed, before the embedder is opened; may choose it.
        progress: Receives the progress.
        waiting_work: Is called by the reader while it waits.
        expected: The number of articles, if it is known.
        wait_seconds: How long to wait for another writer.
        in_turns: Whether others may write while articles are read and prepared. The sources of strangers can take very long.
        updates_index: Whether to update the vector index. Passages that are missing in it are found all the same.

    Raises:
        LibraryBusyError: If another process is writing for longer than that.
        LibraryError: If the library cannot be written (a full disk).
        EmbedderError: If the embedder cannot be loaded, or is not the library's.
        WorkersError: If the workers that prepare articles cannot be used any more.
    """
    progress = progress or NoProgress()
    started = time.monotonic()
    open_writer = _writing_in_turns if in_turns else _writing
    with open_writer(library, wait_seconds, progress, updates_index=updates_index) as take_turn:
        progress.started(expected)
        run = _IngestRun(library, take_turn, open_embedder, size, make_preparer, before_embedding, progress)
        if waiting_work is not None:
            waiting_work.begin(run)
        try:
            for item in items:
                run.add(item)
            run.finish()
        except IngestStoppedError:
            run.stop()
        finally:
            run.close()
    run.report.seconds = time.monotonic() - started
    return run.report


@contextmanager
def _writing(
    library: Library, wait_seconds: float, progress: IngestProgress, *, updates_index: bool
) -> Iterator[_TakeTurn]:
    """Is the library's only writer until the end of the `with` statement."""
    with library.writing("ingest", wait_seconds, progress.waiting, updates_index=updates_index) as writer:
        yield lambda: nullcontext(writer)


@contextmanager
def _writing_in_turns(
    library: Library, wait_seconds: float, progress: IngestProgress, *, updates_index: bool
) -> Iterator[_TakeTurn]:
    """Is the library's only writer whenever something is stored. The index is updated at the end."""

    def take_turn(seconds: float = max(wait_seconds, _MIN_TURN_SECONDS)) -> AbstractContextManager[LibraryWriter]:
        return library.writing("ingest", seconds, progress.waiting, updates_index=False)

    with take_turn(wait_seconds):
        pass  # waits for a writer that is at work now, or reports it
    yield take_turn
    if updates_index and library.is_index_overdue():
        library.update_index(max(wait_seconds, _MIN_TURN_SECONDS), beside_server=True)


class _IngestRun:
    """One ingest: collects articles until there are enough to prepare and store together."""

    def __init__(
        self,
        library: Library,
        take_turn: _TakeTurn,
        open_embedder: Callable[[], Embedder],
        size: PassageSize | None,
        make_preparer: MakePreparer,
        before_embedding: BeforeEmbedding | None,
        progress: IngestProgress,
    ) -> None:
        self.report = IngestReport()
        self._library = library
        self._take_turn = take_turn
        self._open_embedder = open_embedder
        self._size = size
        self._make_preparer = make_preparer
        self._before_embedding = before_embedding
        self._progress = progress
        self._opened: tuple[Embedder, ArticlePreparer] | None = None
        self._collected: dict[str, Article] = {}
        self._is_new: dict[str, bool] = {}
        self._submitted: deque[_SubmittedBatch] = deque()
        self._articles_read = 0
        self._collecting_since = 0.0

    def add(self, item: ReadArticle | ReadFailure) -> None:
        if isinstance(item, ReadFailure):
            self._note_failure(item)
            self.continue_waiting()
            return
        article = identify(item.parsed, item.origin)
        self._store_earlier_version(article.id)
        self._collect_if_changed(article, item.remarks)
        self._articles_read += 1
        self._progress.read(self._articles_read)
        characters = sum(len(collected.text) for collected in self._collected.values())
        if characters >= _BATCH_CHARACTERS or len(self._collected) >= _BATCH_ARTICLES:
            self._submit()
        self._store_finished()

    def continue_waiting(self) -> None:
        """Notices a cancellation, and stores what was read a while ago."""
        self._progress.read(self._articles_read)
        if self._collected and time.monotonic() - self._collecting_since > _BATCH_SECONDS:
            self._submit()
        self._store_finished()

    def finish(self) -> None:
        """Prepares and stores everything that was collected."""
        self._submit()
        self._store_all_but(0)

    def stop(self) -> None:
        """Notes in the report what was not stored."""
        self.report.stopped = True
        unstored = [
            *(article for submitted in self._submitted for article in submitted.articles),
            *self._collected.values(),
        ]
        self.report.unstored.extend(article.origin for article in unstored)

    def close(self) -> None:
        """Ends the preparation of articles."""
        if self._opened is not None:
            self._opened[1].close()

    def _store_earlier_version(self, article_id: str) -> None:
        """Stores an article read earlier under the same id, because the next one is compared with it."""
        if article_id in self._collected:
            self._submit()
        if any(article_id in submitted.is_new for submitted in self._submitted):
            self._store_all_but(0)

    def _collect_if_changed(self, article: Article, remarks: Sequence[str]) -> None:
        stored = self._library.catalog.content_hash(article.id)
        if stored and stored[0] == article.content_hash:
            self.report.unchanged.append(article.id)
            return
        if stored and stored[1] != article.origin:
            self._warn(
                article,
                f"has the id {article.id!r}, which was read before from {stored[1]}; the newer text takes its place",
            )
        if article.published and article.published > datetime.now(UTC) + timedelta(days=1):
            self._warn(
                article,
                f"is dated {article.published.date()}, in the future; it is no evidence for questions asked before that day",
            )
        if article.is_incomplete:
            self._warn(article, "is incomplete: only the beginning of the article was readable")
        for remark in remarks:
            self._warn(article, remark)
        if not self._collected:
            self._collecting_since = time.monotonic()
        self._collected[article.id] = article
        self._is_new[article.id] = stored is None

    def _submit(self) -> None:
        """Hands the collected articles to the preparer."""
        if not self._collected:
            return
        _, preparer = self._open()
        self._store_all_but(preparer.max_batches - 1)
        articles = tuple(self._collected.values())
        batch = preparer.begin(articles, self._report_batch_progress)
        self._submitted.append(_SubmittedBatch(batch, articles, self._is_new))
        self._collected, self._is_new = {}, {}

    def _store_finished(self) -> None:
        while self._submitted and self._submitted[0].batch.is_ready():
            self._store_oldest()

    def _store_all_but(self, count: int) -> None:
        while len(self._submitted) > count:
            self._store_oldest()

    def _store_oldest(self) -> None:
        """Writes a batch in one transaction; it stays in `_submitted` until that is done."""
        submitted = self._submitted[0]
        records: list[ArticleRecord] = []
        for outcome in submitted.batch.results():
            if isinstance(outcome, ReadFailure):
                self._note_failure(outcome)
            else:
                records.append(outcome)
        copies: list[str | None] = []
        if records:
            with self._take_turn() as writer:
                copies = writer.put(records, self._open()[0])
        self._submitted.popleft()
        for record, copy_of in zip(records, copies, strict=True):
            article_id = record.article.id
            self._note_gaps(record.article)
            (self.report.added if submitted.is_new[article_id] else self.report.updated).append(article_id)
            if copy_of is not None:
                self.report.copies.append(Copy(article_id, copy_of))
        self.report.passages += sum(len(record.passages) for record in records)
        self._progress.stored(self.report.passages)

    def _note_gaps(self, article: Article) -> None:
        if article.is_incomplete:
            self.report.incomplete.append(article.origin)
        if article.published is None:
            self.report.undated.append(article.origin)

    def _report_batch_progress(self, passages: int) -> None:
        self._progress.stored(self.report.passages + passages)

    def _open(self) -> tuple[Embedder, ArticlePreparer]:
        """Returns the embedder and the preparer; opens them on the first call."""
        if self._opened is None:
            remark = self._before_embedding and self._before_embedding(tuple(self._collected.values()))
            if remark:
                self.report.add_warning(Problem(self._library.display_name, remark))
            embedder = self._open_embedder()
            self._library.require_embedder(embedder.name)
            self._library.require_sentence_vectors()
            self._opened = embedder, self._make_preparer(embedder, self._size)
        return self._opened

    def _note_failure(self, failure: ReadFailure) -> None:
        self.report.add_failure(Problem(failure.origin, failure.reason, failure.is_no_article), failure.count)

    def _warn(self, article: Article, reason: str) -> None:
        self.report.add_warning(Problem(article.origin, reason))
