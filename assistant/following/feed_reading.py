"""Reads the new and changed entries of a feed; the others are left alone."""

import hashlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.following.check_budget import CheckBudget
from assistant.following.item_batch import ItemBatch
from assistant.following.schedule import next_reread, retry_time
from assistant.following.source import FollowedItem
from assistant.ingest.document_process_pool import DocumentProcessPool
from assistant.ingest.errors import UnreadableError
from assistant.ingest.fetching.fetch import normalize_url
from assistant.ingest.fetching.polite import BusyError, PoliteClient, Validators
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions


@dataclass(slots=True)
class FeedReading:
    """Reads one document of entries, in which each entry is asked for in turn. Used once.

    Attributes:
        client: Fetches the pages that entries link to.
        processes: Read documents.
        items: The known items of the source, by key.
        batch: Receives what was read.
        budget: What may still be read.
        is_complete: Whether every new and changed entry was read.
    """

    client: PoliteClient
    processes: DocumentProcessPool
    items: Mapping[str, FollowedItem]
    batch: ItemBatch
    budget: CheckBudget
    is_complete: bool = True
    _entry: ReadArticle | None = None
    _item: FollowedItem | None = None
    _found: list[ReadArticle | ReadFailure] = field(default_factory=list)

    def read(self, document: Document, options: ReadOptions) -> None:
        """Reads the entries of a feed.

        Raises:
            UnreadableError: If it is no feed, or a broken one.
        """
        options = replace(options, follow=self._follow, select=self._select)
        with closing(self.processes.read([document], options)) as read:
            for found in read:
                if self._item is None:
                    reason = found.reason if isinstance(found, ReadFailure) else "is no feed"
                    raise UnreadableError(f"{document.origin} {reason}")
                self._found.append(found)
        self._end_entry()

    def _select(self, entry: ReadArticle) -> bool:
        """Decides whether an entry is read, after everything of the entry before it was."""
        self._end_entry()
        parsed = entry.parsed
        key = parsed.id or parsed.url or entry.origin
        fingerprint = _fingerprint(entry)
        known = self.items.get(key)
        if known is not None and not is_wanted(known, fingerprint, self.client.clock.now()):
            return False
        if not self.budget.take():
            self.is_complete = False
            return False
        now = self.client.clock.now()
        location = normalize_url(parsed.url) if parsed.url else entry.origin
        new = FollowedItem(key, location, location, fingerprint, None, Validators(), now, now)
        self._item = replace(known, fingerprint=fingerprint, location=location, read_at=now) if known else new
        self._entry = entry
        return True

    def _follow(self, url: str) -> Document:
        """Fetches the page of the current entry."""
        assert self._item is not None
        try:
            fetched = self.client.get(url)
        except BusyError as error:
            self.budget.busy_until = error.until
            raise
        assert fetched.document is not None
        self._item = replace(self._item, validators=fetched.validators)
        return fetched.document

    def _end_entry(self) -> None:
        """Stores the current entry with what was found."""
        if self._item is None or self._entry is None:
            return
        item, entry, found, now = self._item, self._entry, self._found, self.client.clock.now()
        self._item, self._entry, self._found = None, None, []
        if not any(isinstance(one, ReadArticle) for one in found):
            failures = item.failures + 1
            again = self.budget.busy_until or retry_time(failures, now)
            self.batch.add(replace(item, next_read_at=again if entry.parsed.url else None), found)
            self.is_complete = self.is_complete and self.budget.busy_until is None
            return
        is_from_page = entry.parsed.url is not None and not any(
            isinstance(one, ReadArticle) and one.parsed.text == entry.parsed.text for one in found
        )
        self.batch.add(replace(item, next_read_at=next_reread(item, now) if is_from_page else None), found)


def is_wanted(known: FollowedItem, fingerprint: str, now: datetime) -> bool:
    """Checks whether an item has changed, or could not be read and is to be tried again now."""
    is_due = known.failures > 0 and known.next_read_at is not None and known.next_read_at <= now
    return known.fingerprint != fingerprint or is_due


def _fingerprint(entry: ReadArticle) -> str:
    """Returns a hash of what a feed says about an entry."""
    parsed = entry.parsed
    published = parsed.published.isoformat() if parsed.published else ""
    values = (parsed.title or "", parsed.url or "", published, *parsed.authors, parsed.text)
    return hashlib.sha256("\x1e".join(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]
