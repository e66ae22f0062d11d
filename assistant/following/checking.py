"""Checks one source: asks for what has changed, reads new and changed articles, and decides when to come again."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from assistant.following import discovery
from assistant.following.check_budget import CheckBudget
from assistant.following.feed_reading import FeedReading, is_wanted
from assistant.following.item_batch import FollowedLibrary, ItemBatch
from assistant.following.schedule import next_reread, retry_time, wait_after_failures
from assistant.following.source import CheckResult, FollowedDocument, FollowedItem, FollowedSource
from assistant.following.store import FollowStore
from assistant.ingest.article import Article
from assistant.ingest.document_process_pool import DocumentProcessPool
from assistant.ingest.errors import AssistantError, UnreadableError, one_line
from assistant.ingest.fetching.polite import BusyError, Fetched, PoliteClient, StatusError, Validators
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.sources import file_document, files_in

_GONE = 410
_MISSING = {404, _GONE}
_MAX_FRESH = timedelta(days=1)
_log = logging.getLogger(__name__)


class SourceChecker:
    """Checks sources. Safe to use from several threads, for different sources.

    Args:
        store: The followed sources.
        library: Receives the articles.
        client: Fetches documents.
        processes: Read documents.
        stop: Makes checks that are running end soon; what they have read so far is stored.
    """

    def __init__(
        self,
        store: FollowStore,
        library: FollowedLibrary,
        client: PoliteClient,
        processes: DocumentProcessPool,
        stop: Callable[[], None],
    ) -> None:
        self._store = store
        self._library = library
        self._client = client
        self._processes = processes
        self._clock = client.clock
        self.stop = stop

    def check(self, source: FollowedSource) -> CheckResult:
        """Checks a source and stores the outcome. What cannot be fetched or read is in the result; the next check comes later then.

        Raises:
            IngestStoppedError: If it was stopped.
            LibraryError: If the library cannot be read or written.
        """
        client = self._client.counting_anew()
        run = _SourceCheck(source, self._store, self._library, client, self._processes)
        error, pause, is_gone = "", None, False
        try:
            run.check()
        except BusyError as busy:
            error, pause = str(busy), busy.until
        except StatusError as status:
            error, is_gone = str(status), status.status == _GONE
        except UnreadableError as unreadable:
            error = str(unreadable)
        except AssistantError:
            raise
        except Exception as failure:
            _log.exception("checking %s failed", source.address)
            error = f"{source.address} could not be checked because of a fault of this program: {one_line(failure)}"
        finally:
            run.batch.flush()
        expired = run.expire()
        checked = self._outcome(run, error, pause, source.next_check_at, is_gone=is_gone)
        return CheckResult(
            checked,
            tuple(run.batch.added),
            tuple(run.batch.updated),
            tuple(expired),
            tuple(run.batch.problems),
            client.counts.requests,
            client.counts.bytes,
            run.is_complete and not error,
        )

    def _outcome(
        self, run: "_SourceCheck", error: str, pause: datetime | None, due_at: datetime, *, is_gone: bool
    ) -> FollowedSource:
        """Stores and returns the source after a check."""
        now, source = self._clock.now(), run.source
        failures = source.failures + 1 if error else 0
        if error:
            next_check = pause or now + wait_after_failures(source.every, failures)
        elif not run.is_complete:
            next_check = run.budget.busy_until or now
        else:
            next_check = max(now + source.every, min(run.fresh_until or now, now + _MAX_FRESH))
        checked = replace(
            source,
            next_check_at=next_check,
            checked_at=now,
            succeeded_at=source.succeeded_at if error else now,
            failures=failures,
            error=f"{error}; it is gone for good, and was paused" if is_gone else error,
            added=source.added + len(run.batch.added),
            updated=source.updated + len(run.batch.updated),
            last_added=len(run.batch.added),
        )
        self._store.note_check(checked, due_at)
        if is_gone:
            checked = replace(checked, is_paused=True)
            self._store.put_source(checked)
        return checked


class _SourceCheck:
    """One check of one source. Used once."""

    def __init__(
        self,
        source: FollowedSource,
        store: FollowStore,
        library: FollowedLibrary,
        client: PoliteClient,
        processes: DocumentProcessPool,
    ) -> None:
        self.source = source
        self._items = store.items(source.id)
        self.batch = ItemBatch(source.id, store, library.ingest, self._items)
        self.is_complete = True
        self.budget = CheckBudget(client.clock)
        self.fresh_until: datetime | None = None
        self._store = store
        self._library = library
        self._client = client
        self._processes = processes
        self._now = client.clock.now()

    def check(self) -> None:
        """Reads what is new and changed."""
        match self.source.kind:
            case "folder":
                self._check_folder()
            case "page":
                self._check_page()
            case _:
                self._check_documents()
                self._reread_due()

    def expire(self) -> list[str]:
        """Removes the articles that are older than the source keeps them; returns their ids."""
        if self.source.keep_days is None:
            return []
        oldest = self._now - timedelta(days=self.source.keep_days)
        old = [item for item in self._store.items(self.source.id).values() if item.first_seen_at < oldest]
        ids = [item.article_id for item in old if item.article_id]
        kept = self._store.other_followers(self.source.id, ids)
        removed = self._library.remove([article_id for article_id in ids if article_id not in kept]) if ids else []
        self._store.put_items(
            self.source.id, [replace(item, article_id=None, next_read_at=None) for item in old if item.article_id]
        )
        return removed

    # Folders

    def _check_folder(self) -> None:
        folder = Path(self.source.address)
        if not folder.is_dir():
            raise UnreadableError(f"{folder} is no folder any more")
        for path in files_in(folder):
            if isinstance(path, ReadFailure):
                if path.origin != str(folder):
                    self.batch.problems.append((path.origin, path.reason))
                continue
            self._check_file(path)

    def _check_file(self, path: Path) -> None:
        key, status = str(path), path.stat()
        fingerprint = f"{status.st_mtime_ns}:{status.st_size}"
        known = self._items.get(key)
        if known is not None and known.fingerprint == fingerprint:
            return
        item = known or FollowedItem(key, key, key, fingerprint, None, Validators(), self._now, self._now)
        found = list(self._processes.read([file_document(path)], ReadOptions()))
        self.batch.add(replace(item, fingerprint=fingerprint, read_at=self._now), found)

    # Pages

    def _check_page(self) -> None:
        address = self.source.address
        known = self._items.get(address)
        item = known or FollowedItem(address, address, address, "", None, Validators(), self._now, self._now)
        fetched = self._client.get(item.location, item.validators)
        self._note_fresh(fetched)
        if fetched.moved_to:
            item = replace(item, location=fetched.moved_to)
        item = self._read_page(item, fetched)
        if item.error:
            raise UnreadableError(f"{address} {item.error}")

    def _read_page(self, item: FollowedItem, fetched: Fetched) -> FollowedItem:
        """Reads a fetched page, if it has changed."""
        item = replace(item, read_at=self._now, validators=_kept(fetched.validators, item.validators))
        if fetched.document is None:
            self.batch.note(item)
            return item
        document = replace(fetched.document, origin=item.origin)
        stored = self._library.article(item.article_id) if item.article_id else None
        found = [_completed(one, stored) for one in self._processes.read([document], ReadOptions(follow=self._follow))]
        return self.batch.add(item, found)

    def _follow(self, url: str) -> Document:
        document = self._client.get(url).document
        assert document is not None
        return document

    def _reread_due(self) -> None:
        """Reads pages again that may have been edited; one that is gone or unreadable keeps its article."""
        due = [item for item in self._items.values() if item.next_read_at and item.next_read_at <= self._now]
        for item in sorted(due, key=lambda item: item.read_at):
            if item.failures or item.article_id is None:
                continue  # its feed is asked for it again
            if not self.budget.take():
                self.is_complete = False
                return
            self._reread(item)

    def _reread(self, item: FollowedItem) -> None:
        now = self._client.clock.now()
        try:
            fetched = self._client.get(item.location, item.validators)
        except BusyError as error:
            self.budget.busy_until = error.until
            self.batch.note(replace(item, next_read_at=error.until))
        except StatusError as error:
            gone = error.status in _MISSING
            self.batch.note(replace(item, read_at=now, next_read_at=None if gone else next_reread(item, now)))
        except UnreadableError:
            self.batch.note(replace(item, read_at=now, next_read_at=next_reread(item, now)))
        else:
            self._read_page(replace(item, next_read_at=next_reread(item, now)), fetched)

    # Feeds and sites

    def _check_documents(self) -> None:
        documents = self._store.documents(self.source.id)
        for home in [document for document in documents if document.kind == "home"]:
            documents = self._rediscovered(home, documents)
        errors: list[UnreadableError] = []
        requested = [document for document in documents if document.kind != "home"]
        retries = [item for item in self._items.values() if _is_retry(item, self._now)]
        for document in requested:
            try:
                self._check_document(document, is_retry=bool(retries))
            except UnreadableError as error:
                if isinstance(error, BusyError) or len(requested) == 1:
                    raise
                errors.append(error)
                self.batch.problems.append((document.url, str(error).removeprefix(f"{document.url} ")))
        if errors and len(errors) == len(requested):
            raise errors[0]
        self._give_up(retries)

    def _rediscovered(self, home: FollowedDocument, documents: list[FollowedDocument]) -> list[FollowedDocument]:
        """Returns the documents of a site, with new ones if its home page was due."""
        if home.fresh_until > self._now:
            return documents
        known = {document.url: document for document in documents if document.kind != "home"}
        renewed = discovery.rediscover(home, self._client, self._processes)
        new = [document for document in renewed if document.kind == "home" or document.url not in known]
        for document in new:
            self._store.put_document(self.source.id, document)
        return [*new, *known.values()]

    def _check_document(self, document: FollowedDocument, *, is_retry: bool) -> None:
        fetched = self._client.get(document.url, None if is_retry else document.validators)
        self._note_fresh(fetched)
        if fetched.moved_to:
            document = self._moved(document, fetched.moved_to)
        is_read = True
        if fetched.document is not None:
            is_sitemap = document.kind == "sitemap"
            is_read = self._read_sitemap(fetched.document) if is_sitemap else self._read_feed(fetched.document)
        self.batch.flush()
        if is_read:
            validators = _kept(fetched.validators, document.validators)
            self._store.put_document(
                self.source.id, replace(document, validators=validators, fresh_until=self._fresh_until(fetched))
            )
        self.is_complete = self.is_complete and is_read

    def _read_feed(self, document: Document) -> bool:
        """Reads the new entries of a feed; returns whether all were read."""
        reading = FeedReading(self._client, self._processes, self._items, self.batch, self.budget)
        reading.read(document, ReadOptions())
        return reading.is_complete

    def _read_sitemap(self, document: Document) -> bool:
        """Reads the new articles of a news sitemap; follows the news sitemaps of an index. Returns whether all were read."""
        links = self._processes.links(document, self._client.limits.max_bytes)
        inner = discovery.news_first([link.url for link in links if link.kind == "sitemap"])
        known = {document.url for document in self._store.documents(self.source.id)}
        for url in inner:
            if url not in known:
                self._store.put_document(self.source.id, discovery.document_to_request(url, "sitemap"))
                self.is_complete = False  # it is read at the next check, which comes at once
        for link in (link for link in links if link.kind == "article"):
            known_item = self._items.get(link.url)
            if known_item is not None and not is_wanted(known_item, link.modified, self._now):
                continue
            if not self.budget.take():
                return False
            self._read_sitemap_article(link.url, link.modified, known_item)
        return True

    def _read_sitemap_article(self, url: str, modified: str, known: FollowedItem | None) -> None:
        item = known or FollowedItem(url, url, url, modified, None, Validators(), self._now, self._now)
        item = replace(item, fingerprint=modified)
        try:
            fetched = self._client.get(url)
        except UnreadableError as error:
            if isinstance(error, BusyError):
                self.budget.busy_until = error.until
            again = self.budget.busy_until or retry_time(item.failures + 1, self._now)
            reason = str(error).removeprefix(f"{url} ")
            self.batch.add(replace(item, next_read_at=again), [ReadFailure(url, reason)])
        else:
            self._read_page(replace(item, next_read_at=next_reread(item, self._now)), fetched)

    def _moved(self, document: FollowedDocument, address: str) -> FollowedDocument:
        """Notes the new address of a document that has moved for good."""
        self._store.remove_document(self.source.id, document.url)
        others = {source.address for source in self._store.sources()}
        if self.source.address == document.url and address not in others:
            title = address if self.source.title == self.source.address else self.source.title
            self.source = replace(self.source, address=address, title=title)
        return replace(document, url=address)

    def _give_up(self, retries: Iterable[FollowedItem]) -> None:
        """Stops trying items that no feed names any more."""
        stored = self._store.items(self.source.id)
        left = [item for item in retries if _is_retry(stored.get(item.key, item), self._now)]
        if self.is_complete:
            self._store.put_items(self.source.id, [replace(item, next_read_at=None) for item in left])

    def _note_fresh(self, fetched: Fetched) -> None:
        until = self._fresh_until(fetched)
        self.fresh_until = until if self.fresh_until is None else min(self.fresh_until, until)

    def _fresh_until(self, fetched: Fetched) -> datetime:
        return self._now + min(timedelta(seconds=fetched.max_age), _MAX_FRESH)


def _is_retry(item: FollowedItem, now: datetime) -> bool:
    return item.failures > 0 and item.next_read_at is not None and item.next_read_at <= now


def _kept(new: Validators, old: Validators) -> Validators:
    """Returns the validators of an answer; a server may leave out of a 304 what it gave before."""
    return Validators(new.etag or old.etag, new.last_modified or old.last_modified) if new != Validators() else old


def _completed(found: ReadArticle | ReadFailure, stored: Article | None) -> ReadArticle | ReadFailure:
    """Returns an article with the stored value of each field that its page does not state; its feed may have stated it."""
    if isinstance(found, ReadFailure) or stored is None:
        return found
    page = found.parsed
    return replace(
        found,
        parsed=replace(
            page,
            title=page.title or stored.title,
            source=page.source or stored.source,
            url=page.url or stored.url,
            authors=page.authors or stored.authors,
            published=page.published or stored.published,
            date_evidence=page.date_evidence if page.published else stored.date_evidence,
            language=page.language or stored.language,
        ),
    )
