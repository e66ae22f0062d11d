"""Finds what a page or a sitemap of a site leads to: its feeds, further sitemaps, and the articles of a news sitemap."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.contract import Document

if TYPE_CHECKING:
    from lxml import etree

LinkKind = Literal["feed", "sitemap", "article", "page"]

MAX_LINKS = 50_000
"""The number of links that one document may have; a sitemap has at most so many."""

_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+xml", "application/rdf+xml"}
_FEED_ROOTS = {"rss", "feed", "RDF"}
_SITEMAP_ROOTS = {"urlset", "sitemapindex"}
_COMMENTS = "comment"
_MAX_TITLE = 200
_HEAD_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is worth following.

    Attributes:
        kind: What it leads to. The kind of a document itself is a link to its own address.
        url: The address.
        title: The title, if there is one.
        modified: For an article of a sitemap: when it was published or changed, as the sitemap writes it.
    """

    kind: LinkKind
    url: str
    title: str = ""
    modified: str = ""


def find_links(document: Document) -> list[Link]:
    """Finds the links of a document. If the document is a feed itself, the only link is to it; the first link of a web page is to it too.

    Raises:
        UnreadableError: If it is XML that cannot be parsed.
    """
    with document.open() as stream:
        data = stream.read()
    address = document.url or document.origin
    start = data[:1024].lstrip().lower()
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf")):
        links = list(_links_of_xml(data, address))
        if links or not (document.media_type or "").endswith("html"):
            return links[:MAX_LINKS]
    page = _FeedLinks(address)
    page.feed(data[:_HEAD_BYTES].decode(document.charset or "utf-8", "replace"))
    return [Link("page", address, page.title), *page.links]


def _links_of_xml(data: bytes, address: str) -> Iterator[Link]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"is XML that cannot be parsed: {error}") from error
    name = "" if root is None else etree.QName(root).localname
    if name in _FEED_ROOTS:
        yield Link("feed", address, _feed_title(root))
    elif name in _SITEMAP_ROOTS:
        for entry in root:
            yield from _sitemap_entry(entry, address)


def _feed_title(root: "etree._Element") -> str:
    """Returns the title of a feed: the first element of this name comes before the entries."""
    title = next(
        (one for one in root.iter() if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == "title"), None
    )
    return " ".join("".join(title.itertext()).split())[:_MAX_TITLE] if title is not None else ""


def _sitemap_entry(entry: "etree._Element", address: str) -> Iterator[Link]:
    """Yields the sitemap of an index, or the article of a news sitemap; other pages of a site are no news."""
    values: dict[str, str] = {}
    for element in entry.iter():
        if isinstance(element.tag, str):
            values.setdefault(element.tag.rpartition("}")[2], (element.text or "").strip())
    if not (location := values.get("loc")):
        return
    url = urljoin(address, location)
    if "sitemap" in values:
        yield Link("sitemap", url, modified=values.get("lastmod", ""))
    elif "news" in values:
        yield Link("article", url, values.get("title", ""), values.get("lastmod") or values.get("publication_date", ""))


class _FeedLinks(HTMLParser):
    """Collects the title of a page, and the feeds that its head names; those of comments are left out."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.links: list[Link] = []
        self.title = ""
        self._base = address
        self._is_title = False

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title = " ".join(f"{self.title} {data}".split())[:_MAX_TITLE]

    def handle_endtag(self, tag: str) -> None:
        self._is_title = self._is_title and tag != "title"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_title = tag == "title" and not self.title
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and values.get("href"):
            self._base = urljoin(self._base, values["href"])
        is_feed = "alternate" in values.get("rel", "").lower().split() and values.get("type", "").lower() in _FEED_TYPES
        if tag != "link" or not is_feed or not values.get("href"):
            return
        if _COMMENTS not in f"{values['href']} {values.get('title', '')}".lower():
            self.links.append(Link("feed", urljoin(self._base, values["href"]), values.get("title", "")))
