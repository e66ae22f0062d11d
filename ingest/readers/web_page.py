"""Reads web pages: the text of the article, its publication date and its metadata."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, decode
from assistant.ingest.readers.html.addresses import canonical_address
from assistant.ingest.readers.html.article_text import ArticleText, choose_text
from assistant.ingest.readers.html.publication_date import PublicationDate, publication_date
from assistant.ingest.readers.html.structured_data import ArticleData, article_data
from assistant.ingest.readers.markup import silence_parser_logging
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register

_DECLARED_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_DECLARED_WITHIN = 4096
_TITLE_SEPARATOR = re.compile(r"(?<!\s)\s++[|–—»·:-]\s+")
_DATE_WORD = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|september|october|november|december)",
    re.IGNORECASE,
)
# Trafilatura's own date is not used.
_QUICK_DATE_SEARCH = {"extensive_search": False, "max_date": "9999-12-31"}


@dataclass(frozen=True, slots=True)
class PageArticle:
    """The article of a page.

    Attributes:
        article: What was parsed.
        address: The canonical address of the page, if it was fetched.
    """

    article: ParsedArticle
    address: str | None


@register(".html", ".htm", ".xhtml", media_types=("text/html", "application/xhtml+xml"), name="a web page")
def read_web_page(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the main text in paragraphs, with sub-headings, and the metadata of the page.

    Raises:
        UnreadableError: If the page is empty, too large, or has no main text.
    """
    data = read_bytes(document, options)
    declared = _DECLARED_CHARSET.search(data[:_DECLARED_WITHIN])
    charset = document.charset or (declared[1].decode("ascii") if declared else None)
    page = parse_page(clean(decode(data, charset)), document.url)
    yield ReadArticle(page.article, page.address or document.origin)


def draft_of_page(page: str, url: str | None) -> ParsedArticle:
    """Extracts the article of a page. See `parse_page`."""
    return parse_page(page, url).article


def parse_page(page: str, url: str | None) -> PageArticle:
    """Extracts the article of a page.

    Args:
        page: The HTML.
        url: The address of the page.

    Raises:
        UnreadableError: If there is no main text, or the page shows something else, such as a consent page.
    """
    silence_parser_logging()
    from trafilatura import extract_metadata
    from trafilatura.utils import load_html

    tree = load_html(page)
    if tree is None:
        raise UnreadableError("holds no HTML that can be read")
    metadata = extract_metadata(tree, default_url=url, date_config=_QUICK_DATE_SEARCH)
    page_title = " ".join((tree.findtext(".//title") or "").split())
    titles = _titles(tree, metadata.title, page_title)
    structured = article_data(tree, page_title, url)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    date = publication_date(tree, url, title=page_title, language=language, structured=structured)
    address = canonical_address(tree, url) if url else None
    text = choose_text(tree, url, titles, structured)
    date = _state_date(text) or date
    article = ParsedArticle(
        text=text.text,
        title=_title(metadata.title, page_title, metadata.sitename),
        source=_publisher(metadata, structured),
        url=address or metadata.url or url,
        authors=_authors(metadata.author, structured, text),
        published=date.moment if date else None,
        language=language,
        date_evidence=date.evidence if date else None,
        is_incomplete=text.is_incomplete,
    )
    return PageArticle(article, address)


def _titles(tree: Any, *titles: str | None) -> list[str]:  # noqa: ANN401 (an lxml element)
    headings = [" ".join(heading.text_content().split()) for heading in tree.xpath("//h1")]
    return list(dict.fromkeys(title for title in (*titles, *headings) if title))


def _title(title: str | None, page_title: str, site: str | None) -> str | None:
    """Returns the title without the name of the site at its end."""
    title = title or page_title or None
    parts = _TITLE_SEPARATOR.split(title) if title else []
    if title and site and len(parts) > 1 and parts[-1].casefold() == site.casefold():
        return title[: title.rindex(parts[-1])].rstrip(" |–—»·:-")
    return title


def _publisher(metadata: Any, structured: ArticleData | None) -> str | None:  # noqa: ANN401 (trafilatura's document)
    names = structured.names("publisher") if structured else []
    return metadata.sitename or next(iter(names), None) or metadata.hostname


def _authors(author: str | None, structured: ArticleData | None, text: ArticleText) -> tuple[str, ...]:
    authors: Sequence[str] = parse_authors(author)
    if not authors and structured is not None:
        authors = structured.names("author")
    if not authors and text.state is not None:
        authors = parse_authors(text.state.authors)
    return tuple(author for author in authors if not _is_date(author))


def _is_date(author: str) -> bool:
    return all(_DATE_WORD.fullmatch(word.strip(",.")) or word[:1].isdigit() for word in author.split())


def _state_date(text: ArticleText) -> PublicationDate | None:
    moment = parse_date(text.state.published) if text.state else None
    return PublicationDate(moment, "data of scripts") if moment else None
