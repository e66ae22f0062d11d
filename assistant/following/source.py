"""What is known about a followed source, and about each article of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from assistant.ingest.fetching.polite import Validators

SourceKind = Literal["feed", "site", "page", "folder"]

MIN_INTERVAL = timedelta(minutes=1)
DEFAULT_INTERVAL = timedelta(minutes=30)
MAX_INTERVAL = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FollowedSource:
    """A feed, site, page or folder that the library follows.

    Attributes:
        id: Identifies it in commands and over HTTP.
        address: Its web address, or the absolute path of a folder.
        kind: What it is.
        title: Its title, or the address if it has none.
        every: The time between two checks.
        keep_days: Its articles are removed when they are older than so many days; None keeps them.
        is_paused: Whether it is not checked.
        added_at: When it was added.
        next_check_at: When it is checked next, if it is not paused.
        checked_at: When it was checked last; None if it never was.
        succeeded_at: When a check succeeded last.
        failures: The checks that failed since then.
        error: Why the last check failed, in plain words; "" if it succeeded.
        added: The number of articles that it has added.
        updated: The number of changes of its articles.
        last_added: The number of articles that the last check added.
    """

    id: str
    address: str
    kind: SourceKind
    title: str
    every: timedelta
    keep_days: int | None
    is_paused: bool
    added_at: datetime
    next_check_at: datetime
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str = ""
    added: int = 0
    updated: int = 0
    last_added: int = 0

    def is_due(self, now: datetime) -> bool:
        """Checks whether it is to be checked now."""
        return not self.is_paused and self.next_check_at <= now


DocumentKind = Literal["home", "feed", "sitemap"]


@dataclass(frozen=True, slots=True)
class FollowedDocument:
    """A feed or a news sitemap that is requested at each check of a source, or the page of a site that leads to these.

    Attributes:
        url: Its address.
        kind: What it is.
        validators: Those of the last answer.
        fresh_until: Until when its last answer is valid, as the server said.
    """

    url: str
    kind: DocumentKind
    validators: Validators
    fresh_until: datetime


@dataclass(frozen=True, slots=True)
class FollowedItem:
    """An entry of a feed, a page or a file, as it was when it was read last.

    Attributes:
        key: Identifies it within its source: the entry's id, the address or the path.
        origin: Where it was read from first; the id of its article is made of it.
        location: Where it is read from now.
        fingerprint: A hash of what the feed or the folder says about it; a change means that it has to be read again.
        article_id: Its article; None if there is none.
        validators: Those of the last answer.
        first_seen_at: When it was first seen.
        read_at: When it was read last.
        next_read_at: When it is read again without being told of a change; None for never.
        failures: The attempts that failed since the last success.
        error: Why it could not be read; "" if it could.
    """

    key: str
    origin: str
    location: str
    fingerprint: str
    article_id: str | None
    validators: Validators
    first_seen_at: datetime
    read_at: datetime
    next_read_at: datetime | None = None
    failures: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check of a source did.

    Attributes:
        source: The source after the check.
        added: The ids of new articles.
        updated: The ids of changed articles.
        expired: The ids of articles that were removed because of their age.
        problems: What could not be read: (origin, reason).
        requests: The number of HTTP requests.
        received_bytes: The size of their answers.
        is_complete: Whether everything was read; else the next check follows soon.
    """

    source: FollowedSource
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    requests: int = 0
    received_bytes: int = 0
    is_complete: bool = True
