"""Reads RSS and Atom feeds: the pages that entries link to, or the entries themselves if they have enough text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import read_document
from assistant.ingest.readers.html.tidy import word_overlap
from assistant.ingest.readers.markup import markup_to_text
from assistant.ingest.readers.newsroom_xml import parse_newsroom_xml
from assistant.ingest.readers.record_dates import record_date
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register

if TYPE_CHECKING:
    from feedparser import FeedParserDict

MIN_ENTRY_WORDS = 80
"""An entry with this many words replaces a page that cannot be read."""

MIN_CONTENT_WORDS = 25
"""So does one with this many, if the feed has the content of the entry, and not only its summary."""

MAX_FOLLOWED_LINKS = 1_000
"""The number of links of one feed that are followed."""

# How the text of an entry ends if the rest is only on the page.
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.)\]?$|\b(?:continue reading|read (?:more|the rest|the full))\b[^.!?]*$", re.IGNORECASE
)
_CUT_OFF_CHARS = 200
_MIN_SUMMARY_WORDS = 8
# A page that shares less than this with both title and summary of the entry shows something else.
_MIN_OVERLAP = 0.4
# An entry with this much more text than its page has the whole article.
_LONGER = 1.3

_MEDIA_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+xml"),
    *("application/xml", "text/xml", "application/x-rss+xml"),
)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed.

    Attributes:
        parsed: The fields of the entry; `url` is its link.
        origin: Its link, or the feed's origin with the id or number of the entry.
        has_content: Whether the feed has a content of the entry besides its summary, and it is not cut off.
    """

    parsed: ParsedArticle
    origin: str
    has_content: bool = False


@register(".rss", ".atom", ".xml", ".rdf", media_types=_MEDIA_TYPES, name="a feed", many=True)
def read_feed(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the article of each entry, or the articles of a newsroom's XML. The entry supplies fields that its page does not state.

    Raises:
        UnreadableError: If the document is not a feed, or is an empty one.
    """
    newsroom_articles = parse_newsroom_xml(read_bytes(document, options))
    if newsroom_articles:
        for article in newsroom_articles:
            yield ReadArticle(
                article, f"{document.origin}#{article.id}" if len(newsroom_articles) > 1 else document.origin
            )
        return
    seen_origins: set[str] = set()
    followed = 0
    for entry in parse_entries(document, options):
        if entry.origin not in seen_origins:
            seen_origins.add(entry.origin)
            if options.select is not None and not options.select(ReadArticle(entry.parsed, entry.origin)):
                continue
            followed += entry.parsed.url is not None
            within_limit = followed <= MAX_FOLLOWED_LINKS
            yield from _read_entry(entry, options if within_limit else replace(options, follow=None))


def parse_entries(document: Document, options: ReadOptions) -> Iterator[FeedEntry]:
    """Parses the entries of a feed, in order.

    Raises:
        UnreadableError: If the document is not a feed, or has no entries.
    """
    import feedparser

    # relative links are resolved against the address of the feed
    headers = {"content-location": document.url or "", "content-type": _content_type(document)}
    feed = feedparser.parse(BytesIO(read_bytes(document, options)), response_headers=headers)
    if not feed.version:
        raise UnreadableError("is XML, but not an RSS or Atom feed")
    if not feed.entries:
        parse_error = feed.get("bozo_exception")
        raise UnreadableError(
            f"is a feed that is broken: {parse_error}" if parse_error else "is a feed without entries"
        )
    title, language = feed.feed.get("title"), feed.feed.get("language")
    for number, entry in enumerate(feed.entries, start=1):
        parsed = _parse_entry(entry, title, language)
        has_content = bool(entry.get("content")) and not parsed.is_incomplete
        yield FeedEntry(parsed, parsed.url or f"{document.origin}#{parsed.id or number}", has_content)


def _content_type(document: Document) -> str:
    charset = f"; charset={document.charset}" if document.charset else ""
    return f"{document.media_type or 'application/xml'}{charset}"


def _parse_entry(entry: "FeedParserDict", source: str | None, language: str | None) -> ParsedArticle:
    contents = [content.get("value", "") for content in entry.get("content", ())]
    texts = [markup_to_text(text) for text in (*contents, entry.get("summary", "")) if text]
    text = max(texts, key=len, default="")
    link = urldefrag(entry.get("link", "").strip()).url
    return ParsedArticle(
        text=text,
        title=markup_to_text(entry.get("title", "")) or None,
        source=source,
        url=link if link.lower().startswith(("http://", "https://")) else None,
        authors=parse_authors([author.get("name") for author in entry.get("authors", ())])
        or parse_authors(entry.get("author")),
        published=_published(entry, language),
        date_evidence="feed",
        language=language,
        id=entry.get("id"),
        is_incomplete=bool(_CUT_OFF.search(text[-_CUT_OFF_CHARS:])),
    )


def _published(entry: "FeedParserDict", language: str | None) -> datetime | None:
    # feedparser's own dates are guesses on odd input; `in` is needed because its `get` returns "updated" for "published"
    return record_date(entry.get("published") if "published" in entry else entry.get("updated"), language)


def _read_entry(entry: FeedEntry, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    reason, is_no_article = "links to no page", False
    if entry.parsed.url and options.follow:
        try:
            page = options.follow(entry.parsed.url)
        except UnreadableError as error:
            reason = str(error).removeprefix(f"{entry.origin} ")
        else:
            # a page that is itself a feed is not followed further
            items = list(read_document(page, replace(options, follow=None)))
            articles = [item for item in items if isinstance(item, ReadArticle)]
            if len(articles) == 1 and not _is_about(articles[0].parsed, entry.parsed):
                yield _entry_alone(entry, "links to a page that shows something else", is_no_article=True)
                return
            if articles:
                yield from (_completed(item, entry.parsed) if len(articles) == 1 else item for item in items)
                return
            failure = next((item for item in items if isinstance(item, ReadFailure)), None)
            if failure is None:
                reason = "holds no article"
            else:
                reason, is_no_article = failure.reason, failure.is_no_article
    yield _entry_alone(entry, reason, is_no_article=is_no_article)


def _completed(item: ReadArticle | ReadFailure, entry: ParsedArticle) -> ReadArticle | ReadFailure:
    """Returns the page's article, with the entry's value for each field that the page does not state."""
    if isinstance(item, ReadFailure):
        return item
    page = item.parsed
    has_whole_text = len(entry.text.split()) >= max(MIN_ENTRY_WORDS, _LONGER * len(page.text.split()))
    is_incomplete = entry.is_incomplete if has_whole_text else page.is_incomplete
    return ReadArticle(
        replace(
            page,
            text=entry.text if has_whole_text else page.text,
            title=page.title or entry.title,
            source=page.source or entry.source,
            authors=page.authors or entry.authors,
            published=page.published or entry.published,
            date_evidence=page.date_evidence if page.published else entry.date_evidence,
            language=page.language or entry.language,
            is_incomplete=is_incomplete,
        ),
        item.origin,
        item.remarks,
    )


def _is_about(page: ParsedArticle, entry: ParsedArticle) -> bool:
    """Checks whether a page shows the article of its entry: words of the title or the summary occur in it."""
    if not entry.title or len(entry.text.split()) < _MIN_SUMMARY_WORDS:
        return True
    shown = f"{page.title or ''} {page.text}"
    return word_overlap(entry.title, shown) >= _MIN_OVERLAP or word_overlap(entry.text, shown) >= _MIN_OVERLAP


def _entry_alone(entry: FeedEntry, reason: str, *, is_no_article: bool) -> ReadArticle | ReadFailure:
    words = len(entry.parsed.text.split())
    if words >= (MIN_CONTENT_WORDS if entry.has_content else MIN_ENTRY_WORDS):
        return ReadArticle(replace(entry.parsed, id=None) if entry.parsed.url else entry.parsed, entry.origin)
    reason = f"{reason} (and the feed itself gives only {words} words of it)"
    return ReadFailure(entry.origin, reason, is_no_article=is_no_article)
