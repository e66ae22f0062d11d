"""Adds, lists, changes and checks the followed sources of a library."""

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta

from assistant.following.checking import SourceChecker
from assistant.following.concurrent_checks import ConcurrentChecks
from assistant.following.discovery import Discovered, discover, document_to_request
from assistant.following.errors import FollowError
from assistant.following.item_batch import FollowedLibrary, IngestArticles
from assistant.following.opml import Outline, parse_opml, write_opml
from assistant.following.source import (
    DEFAULT_INTERVAL,
    MAX_INTERVAL,
    MIN_INTERVAL,
    CheckResult,
    FollowedSource,
    SourceKind,
)
from assistant.following.store import FollowStore
from assistant.ingest.budgets import UNTRUSTED_DOCUMENT
from assistant.ingest.document_memory import DocumentMemory
from assistant.ingest.document_process_pool import DocumentProcessPool
from assistant.ingest.errors import IngestStoppedError
from assistant.ingest.fetching.address_guard import AddressGuard
from assistant.ingest.fetching.clock import Clock, SystemClock
from assistant.ingest.fetching.fetch import FetchLimits
from assistant.ingest.fetching.host_pauses import HostPauses
from assistant.ingest.fetching.polite import PoliteClient
from assistant.ingest.fetching.untrusted import MAX_FETCH_SECONDS, MAX_FETCHED_BYTES
from assistant.ingest.library import Library
from assistant.ingest.library.leases import Lease, lease_holder
from assistant.ingest.readers.contract import ReadArticle
from assistant.ingest.report import IngestReport
from assistant.settings import Settings

LEASE = "following"
_DOCUMENT_PROCESSES = 3
_MAX_SOURCES = 10_000


class Following:
    """The followed sources of a library. `Assistant.following` is one. Safe to use from several threads.

    Everything is fetched as for a stranger: only from the public internet and the `fetch_networks`, within limits of time and size.

    Args:
        library: The library.
        settings: The settings.
        ingest: Stores articles in the library.
        clock: The clock.
        memory: The memory for documents that is shared with ingests. Default: memory of its own.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        ingest: IngestArticles,
        clock: Clock | None = None,
        memory: DocumentMemory | None = None,
    ) -> None:
        self._library = library
        self._settings = settings
        self._ingest = ingest
        self._clock = clock or SystemClock()
        self._store = FollowStore(library.catalog)
        self._pauses = HostPauses(self._clock)
        self._storing = threading.Lock()
        self._document_memory = memory or DocumentMemory()

    # Sources

    def add(
        self,
        address: str,
        *,
        every: timedelta = DEFAULT_INTERVAL,
        keep_days: int | None = None,
        kind: SourceKind | None = None,
        from_strangers: bool = False,
    ) -> FollowedSource:
        """Follows a feed, a site, a page or a folder; it is checked first when sources are checked next.

        Args:
            address: A web address or the path of a folder.
            every: The time between two checks.
            keep_days: Remove its articles after so many days. Default: never.
            kind: What it is. Default: found out; the root of a web site is a site, another page is a page.
            from_strangers: Whether someone named it who may not read this computer's files. If so, folders are refused.

        Raises:
            FollowError: If it is followed already, or cannot be followed.
            UnreadableError: If it cannot be fetched.
        """
        every = _checked_interval(every)
        if keep_days is not None and keep_days < 1:
            raise FollowError("articles are kept for at least one day; leave it out to keep them for good")
        if from_strangers and not address.strip().lower().startswith(("http://", "https://")):
            raise FollowError(f"{address[:200]} is not a web address: only http and https can be followed from here")
        if len(self._store.sources()) >= _MAX_SOURCES:
            raise FollowError(f"{_MAX_SOURCES:,} sources are followed already, and more cannot be")
        with self._document_processes() as processes:
            found = discover(address.strip(), kind, self._client(), processes)
        self._check_new(found)
        return self._store_new(found, every, keep_days)

    def sources(self) -> list[FollowedSource]:
        """Lists the sources, in the order in which they were added."""
        return self._store.sources()

    def source(self, name: str) -> FollowedSource:
        """Returns a source by its id or address.

        Raises:
            FollowError: If it is not followed.
        """
        return self._store.source(name)

    def pause(self, name: str) -> FollowedSource:
        """Stops checking a source.

        Raises:
            FollowError: If it is not followed.
        """
        return self._change(name, lambda source: replace(source, is_paused=True))

    def resume(self, name: str) -> FollowedSource:
        """Checks a paused source again, from now on.

        Raises:
            FollowError: If it is not followed.
        """
        now = self._clock.now()
        return self._change(name, lambda source: replace(source, is_paused=False, next_check_at=now, failures=0))

    def request_check(self, name: str) -> FollowedSource:
        """Makes a source due now; the process that fetches checks it next.

        Raises:
            FollowError: If it is not followed.
        """
        return self._change(name, lambda source: replace(source, next_check_at=self._clock.now()))

    def remove(self, name: str) -> FollowedSource:
        """Follows a source no longer. Its articles stay in the library.

        Raises:
            FollowError: If it is not followed.
        """
        source = self._store.source(name)
        self._store.remove_source(source.id)
        return source

    # Lists of feeds

    def export_opml(self) -> bytes:
        """Returns the followed web addresses as OPML."""
        return write_opml(self._store.sources())

    def import_opml(self, data: bytes, *, every: timedelta = DEFAULT_INTERVAL) -> list[FollowedSource]:
        """Follows the feeds of an OPML list that are not followed yet. They are not fetched before their first check.

        Returns:
            The sources that were added.

        Raises:
            FollowError: If it is not OPML.
        """
        every = _checked_interval(every)
        known = {source.address for source in self._store.sources()}
        return [
            self._store_new(_undiscovered_feed(outline), every, keep_days=None)
            for outline in _web_outlines(parse_opml(data))
            if outline.address not in known
        ]

    # Checking

    @contextmanager
    def checking(self) -> Iterator[SourceChecker]:
        """Opens a checker of sources. Only the process that holds the lease should use it."""
        stopped = threading.Event()

        def check_stopped() -> None:
            if stopped.is_set():
                raise IngestStoppedError("the check was stopped")

        library = FollowedLibrary(self._store_articles, self._remove_articles, self._library.catalog.article)
        with self._document_processes(check_stopped) as processes:
            yield SourceChecker(self._store, library, self._client(check_stopped), processes, stopped.set)

    def check_due(
        self,
        on_check: Callable[[CheckResult], None] | None = None,
        may_go_on: Callable[[], bool] | None = None,
        checker: SourceChecker | None = None,
        *,
        repeats: bool = False,
    ) -> list[CheckResult]:
        """Checks every source that is due; several hosts at the same time, the sources of one host one after the other.

        Args:
            on_check: Receives each result, in this thread, as soon as it is there.
            may_go_on: Asked several times a second; if it is false, the running checks are stopped, and it ends.
            checker: The checker to use. Default: one that is opened if it is needed, and closed at the end.
            repeats: Whether sources that become due meanwhile are checked too; otherwise each source is checked once.

        Returns:
            The results, in the order in which the checks ended.

        Raises:
            LibraryError: If the library cannot be read or written.
        """
        results: list[CheckResult] = []

        def note(result: CheckResult) -> None:
            results.append(result)
            if on_check is not None:
                on_check(result)

        def due() -> list[FollowedSource]:
            return self._store.due(self._clock.now())

        if due():
            with nullcontext(checker) if checker else self.checking() as opened:
                checks = ConcurrentChecks(opened.check, opened.stop)
                checks.run(due, note, may_go_on or (lambda: True), repeats=repeats)
        if any(result.added or result.updated or result.expired for result in results):
            self._update_index()
        return results

    def seconds_to_next_check(self) -> float | None:
        """Returns the time until a source is due, 0 if one is; None if none is ever due."""
        moment = self._store.next_check_at()
        return None if moment is None else max(0.0, (moment - self._clock.now()).total_seconds())

    def lease(self) -> Lease:
        """Returns the lease that lets one process of the library fetch at a time."""
        return Lease(self._library.catalog, LEASE)

    def fetching_process(self) -> str | None:
        """Describes the process that fetches at the moment; None if there is none."""
        return lease_holder(self._library.catalog, LEASE)

    def _check_new(self, found: Discovered) -> None:
        """Refuses what is followed already, alone or as a feed of a site."""
        if any(source.address == found.address for source in self._store.sources()):
            raise FollowError(f"{found.address} is followed already")
        urls = [document.url for document in found.documents if document.kind != "home"]
        known = self._store.followed_as_part_of(urls)
        if urls and len(known) == len(urls):
            address = known[urls[0]]
            named = "it is a feed of" if found.kind == "feed" else "its feeds are those of"
            raise FollowError(f"{found.address} is followed already: {named} {address}")

    def _store_new(self, found: Discovered, every: timedelta, keep_days: int | None) -> FollowedSource:
        """Stores a new source, which is due at once, with the documents that are requested at each check."""
        now = self._clock.now()
        source = FollowedSource(
            id=secrets.token_hex(4),
            address=found.address,
            kind=found.kind,
            title=found.title or found.address,
            every=every,
            keep_days=keep_days,
            is_paused=False,
            added_at=now,
            next_check_at=now,
        )
        self._store.put_source(source)
        for document in found.documents:
            self._store.put_document(source.id, document)
        return source

    def _change(self, name: str, change: Callable[[FollowedSource], FollowedSource]) -> FollowedSource:
        changed = change(self._store.source(name))
        self._store.put_source(changed)
        return changed

    def _store_articles(self, articles: Sequence[ReadArticle]) -> IngestReport:
        with self._storing:  # a check waits for another one of this process without a limit of time
            return self._ingest(articles)

    def _remove_articles(self, article_ids: Sequence[str]) -> list[str]:
        wait_seconds = self._settings.wait_seconds
        with self._storing, self._library.writing("remove", wait_seconds, updates_index=False) as writer:
            return writer.remove(article_ids)

    def _update_index(self) -> None:
        """Updates a vector index that must not wait; once after many checks, because each update copies a small index."""
        if self._library.is_index_overdue():
            self._library.update_index(self._settings.wait_seconds)

    def _client(self, on_wait: Callable[[], None] | None = None) -> PoliteClient:
        settings = self._settings
        limits = FetchLimits(
            total_s=min(settings.fetch_seconds, MAX_FETCH_SECONDS),
            max_bytes=MAX_FETCHED_BYTES,
            guard=AddressGuard(settings.fetch_networks),
        )
        return PoliteClient(
            limits,
            self._store,
            self._pauses,
            self._clock,
            settings.follow_host_seconds,
            settings.follow_contact or "",
            on_wait,
        )

    def _document_processes(
        self, on_wait: Callable[[], None] | None = None
    ) -> AbstractContextManager[DocumentProcessPool]:
        return closing(DocumentProcessPool(UNTRUSTED_DOCUMENT, _DOCUMENT_PROCESSES, on_wait, self._document_memory))


def _checked_interval(every: timedelta) -> timedelta:
    if not MIN_INTERVAL <= every <= MAX_INTERVAL:
        raise FollowError(
            "a source is checked every 1 minute to 30 days; choose another time with --every, such as 30m"
        )
    return every


def _undiscovered_feed(outline: Outline) -> Discovered:
    """Returns the feed of an OPML list; it is not fetched before its first check."""
    return Discovered(outline.address, "feed", outline.title, (document_to_request(outline.address, "feed"),))


def _web_outlines(outlines: Sequence[Outline]) -> Iterator[Outline]:
    from assistant.ingest.errors import UnreadableError
    from assistant.ingest.fetching.fetch import check_address, normalize_url

    for outline in outlines:
        try:
            address = normalize_url(outline.address)
            check_address(address)
        except UnreadableError:
            continue
        yield Outline(address, outline.title)
