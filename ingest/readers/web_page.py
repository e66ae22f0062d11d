"""Reads web pages: the main text, extracted with trafilatura, and the metadata of the page."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, cast

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, decode
from assistant.ingest.readers.markup import Node, collapse_whitespace, normalize_lines, silence_parser_logging
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register

if TYPE_CHECKING:
    from datetime import datetime

    from trafilatura.settings import Document as Extracted

_DECLARED_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_DECLARED_WITHIN = 4096

# Where pages state the time of publication, the most reliable first.
_MOMENTS = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
)
_LINKED_DATA = "//script[@type='application/ld+json']/text()"
_LINKED_MOMENT = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')

# The elements of trafilatura's tree that are paragraphs.
_PARAGRAPHS = {"p", "head", "ab", "quote", "code", "list", "table"}
_LINES = {"item", "row", "lb"}


class _Tree(Protocol):
    """The part of an lxml tree that is used here."""

    def get(self, key: str) -> str | None: ...
    def xpath(self, path: str) -> list[object]: ...


@register(".html", ".htm", ".xhtml", media_types=("text/html", "application/xhtml+xml"), name="a web page")
def read_web_page(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the main text in paragraphs, with sub-headings, and the metadata of the page.

    Raises:
        UnreadableError: If the page is empty, too large, or has no main text.
    """
    data = read_bytes(document, options)
    declared = _DECLARED_CHARSET.search(data[:_DECLARED_WITHIN])
    charset = document.charset or (declared[1].decode("ascii") if declared else None)
    yield ReadArticle(draft_of_page(clean(decode(data, charset)), document.url), document.origin)


def draft_of_page(page: str, url: str | None) -> ParsedArticle:
    """Extracts the article of a page.

    Args:
        page: The HTML.
        url: The address of the page.

    Raises:
        UnreadableError: If there is no main text.
    """
    silence_parser_logging()
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    tree = load_html(page)
    if tree is None:
        raise UnreadableError("holds no HTML that can be read")
    moment = _stated_moment(tree)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    # The extensive search would take dates from copyright lines.
    date_params = {"original_date": True, "extensive_search": False, "max_date": "9999-12-31"}
    extracted = bare_extraction(
        tree, url=url, include_comments=False, with_metadata=True, date_extraction_params=date_params
    )
    text = "" if extracted is None else _paragraphs(cast("Extracted", extracted).body)
    if not text:
        raise UnreadableError("holds no article text; if scripts draw the page, save its text and add that")
    return _parsed_article(cast("Extracted", extracted), text, url, moment, language)


def _parsed_article(
    page: "Extracted", text: str, url: str | None, moment: "datetime | None", language: str | None
) -> ParsedArticle:
    return ParsedArticle(
        text=text,
        title=page.title,
        source=page.sitename or page.hostname,
        url=page.url or url,
        authors=parse_authors(page.author),
        published=moment or parse_date(page.date),
        language=language,
    )


def _stated_moment(tree: _Tree) -> "datetime | None":
    """Returns the time of publication that the metadata of the page states."""
    stated = [str(value) for path in _MOMENTS for value in tree.xpath(path)]
    for script in tree.xpath(_LINKED_DATA):
        stated += _LINKED_MOMENT.findall(str(script))
    return next((moment for value in stated if (moment := parse_date(value))), None)


def _paragraphs(body: Node) -> str:
    """Returns the text of trafilatura's tree: blank lines around paragraphs, one line per list item and table row."""
    return normalize_lines("".join(_pieces(body)))


def _pieces(node: Node) -> Iterator[str]:
    around = "\n\n" if node.tag in _PARAGRAPHS else ""
    yield around or ("\n" if node.tag in _LINES else "")
    yield collapse_whitespace(node.text, preformatted=node.tag == "code")
    for child in node:
        yield from _pieces(child)
        yield collapse_whitespace(child.tail)
    yield around or ("  " if node.tag == "cell" else "")
