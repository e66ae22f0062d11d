"""A news site on this machine: a feed with validators, pages that are edited, moved and deleted, robots.txt, a busy server."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin

START = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass
class FakeClock:
    """A clock that passes only when it is told to, or when somebody waits."""

    moment: datetime = START
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        with self.lock:
            self.moment += timedelta(seconds=seconds)


@dataclass
class Story:
    """One article of the site."""

    path: str
    title: str
    text: str
    published: datetime
    updated: datetime | None = None
    full_text_in_feed: bool = False


@dataclass
class NewsSite:
    """What the site answers, and what it was asked: (path, status, bytes).

    It answers the paths that are held, or all for "*", when `may_answer` is set.
    """

    address: str = ""
    title: str = "The Harbour Post"
    stories: dict[str, Story] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    robots: str | None = None
    robots_status: int = 200
    retry_after: int | None = None
    cache_control: str = ""
    feed_paths: tuple[str, ...] = ("/feed.xml",)
    asked: list[tuple[str, int, int]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    extra: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    is_holding: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)
    clock: FakeClock | None = None
    asked_at: list[datetime] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return self.address + path

    def publish(self, number: int, text: str = "", at: datetime = START, **fields: object) -> Story:
        path = f"/news/{number}.html"
        told = text or story_text(number)
        story = Story(path, f"Ferry number {number} returns to service", told, at, **fields)  # type: ignore[arg-type]
        self.stories[path] = story
        return story

    def asked_for(self, path: str) -> int:
        return sum(asked == path for asked, _, _ in self.asked)

    def feed(self) -> bytes:
        entries = "".join(
            f"<item><title>{escape(story.title)}</title><link>{urljoin(self.address, story.path)}</link><guid>{story.path}</guid>"
            f"<pubDate>{format_datetime(story.updated or story.published)}</pubDate>"
            f"<description>{escape(story.text if story.full_text_in_feed else story.text[:90])}</description></item>"
            for story in reversed(self.stories.values())
        )
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{self.title}</title><link>{self.address}/</link>'
            f"<description>News</description>{entries}</channel></rss>"
        ).encode()

    def answer(self, path: str) -> tuple[int, str, bytes]:
        if path == "/robots.txt":
            return (
                (404, "text/plain", b"")
                if self.robots is None
                else (self.robots_status, "text/plain", self.robots.encode())
            )
        if self.retry_after is not None:
            return 429, "text/plain", b""
        if path in self.moved:
            return 301, "text/plain", b""
        if path in self.gone:
            return 410, "text/plain", b""
        if path in self.feed_paths:
            return 200, "application/rss+xml", self.feed()
        if path == "/":
            links = "".join(
                f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in self.feed_paths
            )
            return (
                200,
                "text/html; charset=utf-8",
                f"<html><head><title>Home</title>{links}</head><body>News</body></html>".encode(),
            )
        if path in self.stories:
            return 200, "text/html; charset=utf-8", page(self.stories[path])
        if path in self.extra:
            return 200, *self.extra[path]
        return 404, "text/plain", b""


def story_text(number: int) -> str:
    return "\n\n".join(
        f"The ferry number {number} returned to the harbour of Corran on day {part}, after {number + part} weeks in the yard. "
        f"The captain of ferry {number} said that the new engine saves a tenth of the fuel."
        for part in range(1, 4)
    )


def page(story: Story) -> bytes:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.text.split("\n\n"))
    moment = story.published.isoformat()
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(story.title)}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{moment}"></head><body><article><h1>{escape(story.title)}</h1>'
        f"{body}</article></body></html>"
    ).encode()


@contextmanager
def news_site(address: str = "127.0.0.1") -> Iterator[NewsSite]:
    """Runs a site on an address of this machine."""
    site = NewsSite()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.agents.add(self.headers["User-Agent"])
            if site.clock is not None:
                site.asked_at.append(site.clock.now())
            if site.held & {self.path, "*"}:
                site.is_holding.set()
                site.may_answer.wait(280)
            status, kind, body = site.answer(self.path)
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            site.asked.append((self.path, status, len(body)))
            with suppress(ConnectionError):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                if status in {200, 304}:
                    self.send_header("ETag", etag)
                if site.cache_control:
                    self.send_header("Cache-Control", site.cache_control)
                if status == 301:
                    self.send_header("Location", site.moved[self.path])
                if status == 429:
                    self.send_header("Retry-After", str(site.retry_after))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    site.address = f"http://{address}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
