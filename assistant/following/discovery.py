"""Finds out what an address is, and what a site offers to follow: feeds and news sitemaps."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from assistant.following.errors import FollowError
from assistant.following.source import DocumentKind, FollowedDocument, SourceKind
from assistant.ingest.document_process_pool import DocumentProcessPool
from assistant.ingest.errors import UnreadableError
from assistant.ingest.fetching.fetch import normalize_url
from assistant.ingest.fetching.polite import PoliteClient, Validators
from assistant.ingest.link_discovery import Link
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions

_MAX_FEEDS = 10
_MAX_SITEMAPS = 5
_REDISCOVER_AFTER = timedelta(days=1)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|$)")
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What an address is.

    Attributes:
        address: The address, normalised and after permanent redirects.
        kind: What it is.
        title: Its title; "" if it has none.
        documents: What to request at each check.
    """

    address: str
    kind: SourceKind
    title: str = ""
    documents: tuple[FollowedDocument, ...] = ()


def discover(address: str, kind: SourceKind | None, client: PoliteClient, processes: DocumentProcessPool) -> Discovered:
    """Finds out what an address is; `kind` overrides this.

    The root of a web site is a site. Another page is a page if it holds an article; if it names feeds instead, these are followed.

    Raises:
        FollowError: If there is nothing to follow.
        UnreadableError: If the address cannot be fetched.
    """
    if not address.lower().startswith(("http://", "https://")):
        return _folder(address)
    fetched = client.get(address)
    assert fetched.document is not None
    url = _with_path(fetched.moved_to or normalize_url(address))
    links = processes.links(fetched.document, client.limits.max_bytes)
    title = next((link.title for link in links if link.kind in {"feed", "page"}), "")
    if any(link.kind == "feed" and link.url == fetched.document.url for link in links):
        return Discovered(url, "feed", title, (document_to_request(url, "feed"),))
    if kind == "feed":
        raise FollowError(f"{address} is no feed; follow it without --as, or give the address of its feed")
    is_root = urlsplit(url).path == "/"
    reason = "" if kind or is_root else _reason_without_article(fetched.document, processes)
    if kind == "page" or not (kind or is_root or reason):
        return Discovered(url, "page", title)
    documents = site_documents(fetched.document, links, client) if is_root or kind else _named_feeds(links)
    if not documents:
        reason = (
            f"and {reason}"
            if reason
            else "and its site no sitemap; give the address of a feed, or follow single articles"
        )
        raise FollowError(f"{address} cannot be followed: it names no feed, {reason}")
    home = FollowedDocument(url, "home", Validators(), client.clock.now() + _REDISCOVER_AFTER)
    return Discovered(url, "site", title, (home, *documents))


def _reason_without_article(document: Document, processes: DocumentProcessPool) -> str:
    """Returns why a page holds no article; "" if it holds one."""
    found = list(processes.read([document], ReadOptions()))
    if any(isinstance(one, ReadArticle) for one in found):
        return ""
    return next((one.reason for one in found if isinstance(one, ReadFailure)), "holds no article")


def rediscover(home: FollowedDocument, client: PoliteClient, processes: DocumentProcessPool) -> list[FollowedDocument]:
    """Returns what the home page of a site leads to now; the first document is the home page itself.

    Raises:
        UnreadableError: If it cannot be fetched.
    """
    renewed = FollowedDocument(home.url, "home", Validators(), client.clock.now() + _REDISCOVER_AFTER)
    document = client.get(home.url).document
    assert document is not None
    links = processes.links(document, client.limits.max_bytes)
    is_root = urlsplit(home.url).path in {"", "/"}
    return [renewed, *(site_documents(document, links, client) if is_root else _named_feeds(links))]


def site_documents(home: Document, links: list[Link], client: PoliteClient) -> list[FollowedDocument]:
    """Returns the feeds that a home page names, and the sitemaps that robots.txt names."""
    address = home.url or home.origin
    sitemaps = [normalize_url(url) for url in client.rules(address).sitemaps() if _is_web(url)]
    return [*_named_feeds(links), *(document_to_request(url, "sitemap") for url in news_first(sitemaps))]


def _named_feeds(links: list[Link]) -> list[FollowedDocument]:
    urls = list(dict.fromkeys(normalize_url(link.url) for link in links if link.kind == "feed"))[:_MAX_FEEDS]
    return [document_to_request(url, "feed") for url in urls]


def document_to_request(url: str, kind: DocumentKind) -> FollowedDocument:
    """Returns a document that was never requested."""
    return FollowedDocument(url, kind, Validators(), _EPOCH)


def news_first(sitemaps: list[str]) -> list[str]:
    """Returns the sitemaps to follow: those with "news" in their address if there are such."""
    named = [url for url in sitemaps if "news" in url.lower()]
    return list(dict.fromkeys(named or sitemaps))[:_MAX_SITEMAPS]


def _folder(address: str) -> Discovered:
    try:
        path = Path(address.removeprefix("file://")).expanduser().resolve()
        is_folder = path.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        raise FollowError(f"{address[:200]!r} cannot be followed: {error}") from error
    if is_folder:
        return Discovered(str(path), "folder", path.name)
    if path.exists():
        raise FollowError(f"{address[:200]} is no folder; a file is read with: assistant ingest FILE")
    if "://" in address:
        raise FollowError(f"{address[:200]} cannot be followed: a web address begins with http:// or https://")
    hint = f"; a web address is written https://{address[:200]}" if _HOST.match(address) else ""
    raise FollowError(f"there is no folder {address[:200]}{hint}")


def _with_path(url: str) -> str:
    """Returns the address of a site with its slash, so that both ways to write it are one."""
    return urlsplit(url)._replace(path="/").geturl() if not urlsplit(url).path else url


def _is_web(url: str) -> bool:
    try:
        normalize_url(url)
    except UnreadableError:
        return False
    return url.lower().startswith(("http://", "https://"))
