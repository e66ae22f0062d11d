"""Reads electronic books and magazines (.epub): each document in the reading order is an article."""

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import DOCUMENT_PROPERTIES, Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, decode
from assistant.ingest.readers.markup import markup_to_text
from assistant.ingest.readers.packaged_xml import Package, first_text, local_name
from assistant.ingest.readers.record_dates import record_date
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register

_CONTAINER = "META-INF/container.xml"
_MIN_WORDS = 25  # covers and lists of contents have fewer
_MAX_TITLE_CHARS = 200


@register(".epub", media_types=("application/epub+zip",), name="EPUB", many=True)
def read_epub(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the documents in the reading order; title, author and date of the book stand for what they do not state.

    Raises:
        UnreadableError: If the file is protected, too large or damaged, or no document has a text.
    """
    package = Package(read_bytes(document, options), options.max_document_bytes)
    container = package.parse(_CONTAINER)
    paths = (
        [node.get("full-path") for node in container.iter() if node.get("full-path")] if container is not None else []
    )
    book = package.parse(paths[0]) if paths else None
    if book is None:
        raise UnreadableError("is no EPUB, though it is named one")
    found = False
    for path in _reading_order(book, posixpath.dirname(paths[0])):
        data = package.read(path)
        text = clean(markup_to_text(f"<div>{decode(data)}</div>")) if data and data.strip() else ""
        if len(text.split()) >= _MIN_WORDS:
            found = True
            yield ReadArticle(_article(book, decode(data or b""), text), f"{document.origin}#{path}")
    if not found:
        raise UnreadableError("holds no text")


def _reading_order(book: Any, folder: str) -> Iterator[str]:  # noqa: ANN401 (an lxml element)
    items = {node.get("id"): node.get("href") for node in book.iter() if local_name(node) == "item"}
    references = (node.get("idref") for node in book.iter() if local_name(node) == "itemref")
    paths = (posixpath.normpath(posixpath.join(folder, unquote(items[name]))) for name in references if items.get(name))
    yield from dict.fromkeys(paths)


def _article(book: Any, markup: str, text: str) -> ParsedArticle:  # noqa: ANN401
    title = first_text(book, "title")
    return ParsedArticle(
        text=text,
        title=_heading(markup) or title,
        source=title or first_text(book, "publisher"),
        authors=parse_authors(first_text(book, "creator")),
        published=record_date(first_text(book, "date")),
        date_evidence=DOCUMENT_PROPERTIES,
        language=first_text(book, "language"),
    )


def _heading(markup: str) -> str | None:
    """Returns the first heading of a document, else its title."""
    from lxml import html

    tree = html.document_fromstring(markup.encode(), parser=html.HTMLParser(encoding="utf-8"))
    texts = (" ".join(node.text_content().split()) for path in ("//h1", "//h2", "//title") for node in tree.xpath(path))
    return next((text for text in texts if 0 < len(text) <= _MAX_TITLE_CHARS), None)
