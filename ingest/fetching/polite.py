"""Fetches as a good guest: conditional requests, robots.txt, pauses between requests to a host, waiting when told to.

Redirects are followed one by one, so that each address is checked. Nothing is tried twice: whoever calls decides when to come again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from assistant.ingest.errors import UnreadableError
from assistant.ingest.fetching.clock import Clock
from assistant.ingest.fetching.fetch import FetchLimits, Response, document_name, normalize_url, request
from assistant.ingest.fetching.host_pauses import HostPauses
from assistant.ingest.fetching.network_errors import parse_retry_after
from assistant.ingest.fetching.robots import MAX_ROBOTS_BYTES, RobotsRules
from assistant.ingest.readers.contract import Document

_PERMANENT = {301, 308}
_REDIRECTS = _PERMANENT | {302, 303, 307}
_NOT_MODIFIED = 304
_BUSY = {429, 503}
_MAX_WAIT = timedelta(days=1)
_ROBOTS_PATH = "/robots.txt"


class RefusedError(UnreadableError):
    """The site's robots.txt does not permit the request."""


class BusyError(UnreadableError):
    """The site asks to come again later.

    Attributes:
        until: When it may be asked again.
    """

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(reason)
        self.until = until


class StatusError(UnreadableError):
    """The site answered with a status that is no success.

    Attributes:
        status: The status.
    """

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with an answer to recognise it by.

    Attributes:
        etag: The value of the header `ETag`.
        last_modified: The value of the header `Last-Modified`.
    """

    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request for what has changed since."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a conditional request.

    Attributes:
        document: The document; None if it has not changed.
        validators: What to send with the next request.
        max_age: The number of seconds for which the answer stays valid, as `Cache-Control` says; 0 if it does not.
        moved_to: The new address, if the old one has moved for good.
    """

    document: Document | None
    validators: Validators
    max_age: int
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class HostState:
    """What is remembered of a site between requests.

    Attributes:
        robots: Its rules; None if they were never fetched.
        busy_until: When it may be asked again after it was busy; None if it is not.
    """

    robots: RobotsRules | None = None
    busy_until: datetime | None = None


class HostStates(Protocol):
    """Remembers the state of sites. Safe to use from several threads."""

    def load(self, host: str) -> HostState:
        """Returns the state of a site; an empty one if nothing is known."""
        ...

    def note_robots(self, host: str, robots: RobotsRules) -> None:
        """Stores the rules of a site."""
        ...

    def note_busy(self, host: str, until: datetime) -> None:
        """Stores when a site may be asked again."""
        ...


@dataclass(slots=True)
class RequestCounts:
    """Counts requests and the bytes that they received."""

    requests: int = 0
    bytes: int = 0


@dataclass(slots=True)
class PoliteClient:
    """Fetches documents. For one thread.

    Attributes:
        limits: The limits of one request.
        hosts: Remembers the state of sites.
        pauses: Keeps requests to a host apart; shared by all clients of a program.
        clock: The clock.
        interval_seconds: The shortest time between two requests to a host.
        contact: An address in the User-Agent by which a publisher can reach who runs this; "" for none.
        on_wait: Called several times a second during a wait; may raise an error to cancel it. None for no call.
        counts: The requests so far.
    """

    limits: FetchLimits
    hosts: HostStates
    pauses: HostPauses
    clock: Clock
    interval_seconds: float = 1.0
    contact: str = ""
    on_wait: Callable[[], None] | None = None
    counts: RequestCounts = field(default_factory=RequestCounts)

    def counting_anew(self) -> "PoliteClient":
        """Returns a client for another thread or another count: with the same pauses, and no requests so far."""
        return replace(self, counts=RequestCounts())

    def get(self, url: str, validators: Validators | None = None) -> Fetched:
        """Fetches a document, if it has changed.

        Args:
            url: An http or https address.
            validators: Those of the last answer.

        Raises:
            RefusedError: If robots.txt does not permit it.
            BusyError: If the site asks to come again later.
            StatusError: If the site answers with an error.
            UnreadableError: If it cannot be fetched for another reason.
        """
        origin = normalize_url(url)
        target, is_moved, moved_to = origin, True, None
        for _ in range(self.limits.max_redirects + 1):
            response = self._request(target, origin, (validators or Validators()).headers)
            if response.status not in _REDIRECTS:
                return self._fetched(response, origin, moved_to)
            target = normalize_url(urljoin(target, response.headers.get("location", "")))
            is_moved = is_moved and response.status in _PERMANENT
            moved_to = target if is_moved else moved_to
        raise UnreadableError(f"{origin} redirects more than {self.limits.max_redirects} times")

    def rules(self, url: str) -> RobotsRules:
        """Returns the robots.txt of the site of an address; fetches it if it is not known or too old.

        Raises:
            UnreadableError: If the address is not valid, or the site cannot be reached.
        """
        host = _site(url)
        return self._known_rules(host) or self._fetch_rules(host)

    def _known_rules(self, host: str) -> RobotsRules | None:
        """Returns the rules of a site, unless they are not known or too old."""
        rules = self.hosts.load(host).robots
        return rules if rules is not None and rules.until > self.clock.now() else None

    def _request(self, url: str, origin: str, headers: Mapping[str, str]) -> Response:
        host = _site(url)
        self._check_busy(host, origin)
        rules = self._rules_for(url, origin)
        if not rules.permits(url):
            reason = "its robots.txt cannot be fetched" if rules.is_unknown else "its robots.txt does not permit it"
            raise RefusedError(f"{origin} is not fetched: {reason}")
        pause = max(self.interval_seconds, rules.delay_seconds())
        with self.pauses.turn(host, pause, self.on_wait):
            self._check_busy(host, origin)  # another thread may have been told so meanwhile
            response = self._send(url, self.limits, headers)
            if response.status in _BUSY:
                wait = parse_retry_after(response.headers.get("retry-after")) or 0.0
                until = self.clock.now() + min(max(timedelta(seconds=wait), timedelta(minutes=1)), _MAX_WAIT)
                self.hosts.note_busy(host, until)
                raise BusyError(f"{origin} answered {response.status}: it asks to come again later", until)
        return response

    def _check_busy(self, host: str, origin: str) -> None:
        """Refuses a request to a site that has asked to come again later."""
        until = self.hosts.load(host).busy_until
        if until is not None and until > self.clock.now():
            raise BusyError(f"{origin} asked to come again after {until:%Y-%m-%d %H:%M} UTC", until)

    def _rules_for(self, url: str, origin: str) -> RobotsRules:
        """Returns the rules for a request; an error names the address that was asked for."""
        try:
            return self.rules(url)
        except UnreadableError as error:
            raise UnreadableError(str(error).replace(_site(url) + _ROBOTS_PATH, origin)) from error

    def _fetch_rules(self, host: str) -> RobotsRules:
        target = host + _ROBOTS_PATH
        limits = replace(self.limits, max_bytes=MAX_ROBOTS_BYTES * 4)
        for _ in range(self.limits.max_redirects + 1):
            with self.pauses.turn(_site(target), self.interval_seconds, self.on_wait):
                if (known := self._known_rules(host)) is not None:
                    return known  # another thread has fetched them meanwhile
                response = self._send(target, limits, {})
                if response.status not in _REDIRECTS:
                    return self._note_rules(host, response.status, response.data)
            target = normalize_url(urljoin(target, response.headers.get("location", "")))
        return self._note_rules(host, 404, b"")  # endless redirects count as none

    def _note_rules(self, host: str, status: int, data: bytes) -> RobotsRules:
        rules = RobotsRules.of_response(status, data, self.clock.now())
        self.hosts.note_robots(host, rules)
        return rules

    def _send(self, url: str, limits: FetchLimits, headers: Mapping[str, str]) -> Response:
        self.counts.requests += 1
        response = request(url, limits, headers, self.contact, self.on_wait)
        self.counts.bytes += len(response.data)
        return response

    def _fetched(self, response: Response, origin: str, moved_to: str | None) -> Fetched:
        headers = response.headers
        max_age = _max_age(headers.get("cache-control", ""))
        validators = Validators(headers.get("etag", ""), headers.get("last-modified", ""))
        if response.status == _NOT_MODIFIED:
            return Fetched(None, validators, max_age, moved_to)
        if not response.is_success:
            raise StatusError(f"{origin} answered {response.status} {response.reason}".rstrip(), response.status)
        document = Document(
            name=document_name(response.url),
            origin=origin,
            open=lambda: BytesIO(response.data),
            url=response.url,
            media_type=response.media_type,
            charset=response.charset,
        )
        return Fetched(document, validators, max_age, moved_to)


def _site(url: str) -> str:
    """Returns scheme, host and port of an address."""
    parts = urlsplit(normalize_url(url))
    return f"{parts.scheme}://{parts.netloc}"


def _max_age(cache_control: str) -> int:
    """Returns the seconds of `max-age`; 0 if there is none, or if the answer must not be kept."""
    directives = dict(part.strip().lower().partition("=")[::2] for part in cache_control.split(","))
    if {"no-cache", "no-store"} & directives.keys():
        return 0
    age = directives.get("max-age", "").strip('"')
    return int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
