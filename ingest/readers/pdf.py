"""Reads PDF files: the text column by column, and headline and date as they are printed."""

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import (
    DOCUMENT_PROPERTIES,
    PRINTED_ABOVE,
    Document,
    ReadArticle,
    ReadFailure,
    ReadOptions,
)
from assistant.ingest.readers.paragraphs import join_pages
from assistant.ingest.readers.pdf_article import printed_article
from assistant.ingest.readers.pdf_layout import MAX_PAGES, PrintedLine, printed_lines
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register

if TYPE_CHECKING:
    from pypdf import PdfReader

# Placeholders that programs write into an empty title or author.
_PLACEHOLDERS = {
    "",
    "untitled",
    "(anonymous)",
    "anonymous",
    "(unspecified)",
    "unspecified",
    "unknown",
    "user",
    "title",
    "author",
}
_FILE_NAME = re.compile(r"^(microsoft \w+ - )|\.(docx?|indd|pdf|tex|dvi|pptx?|xlsx?|odt|rtf|qxd|pages)$", re.IGNORECASE)
_MARKER_BYTES = 2048


@register(".pdf", media_types=("application/pdf", "application/x-pdf"), name="PDF")
def read_pdf(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the text of all pages, title and date as printed, else from the document properties, and the author from these.

    Raises:
        UnreadableError: If the file is protected, truncated, broken, or has no text.
    """
    for library in ("pypdf", "pdfminer"):
        logging.getLogger(library).addHandler(logging.NullHandler())
    data = read_bytes(document, options)
    if b"%PDF-" not in data[:_MARKER_BYTES]:
        raise UnreadableError("is not a PDF file, though it is named one")
    try:
        yield ReadArticle(_parse_pdf(data), document.origin)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # pypdf raises many types on broken files, such as KeyError and RecursionError
        if b"%%EOF" not in data[-_MARKER_BYTES:]:
            raise UnreadableError("is cut off: the end of the PDF is missing; get the whole file again") from error
        raise


def _parse_pdf(data: bytes) -> ParsedArticle:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("is protected by a password; save a copy without one and add that")
    title, author, created = _properties(reader)
    language = _language(reader)
    lines = _analysed_lines(data) if len(reader.pages) <= MAX_PAGES else None
    article = printed_article(lines, language, title) if lines else None
    text = article.text if article else join_pages([page.extract_text() for page in reader.pages])
    if not text.strip():
        raise UnreadableError(_no_text_reason(reader))
    day = parse_date(article.day) if article and article.day else None
    return ParsedArticle(
        text,
        title=(article.headline if article else None) or title,
        authors=parse_authors(author),
        published=day or created,
        date_evidence=PRINTED_ABOVE if day else DOCUMENT_PROPERTIES,
        language=language,
    )


def _analysed_lines(data: bytes) -> list[PrintedLine] | None:
    """Returns the lines of the pages, or None if the layout cannot be analysed and the text is read in the order of the file."""
    try:
        return printed_lines(data)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # pdfminer raises many types on files that pypdf can read
        return None


def _language(reader: "PdfReader") -> str | None:
    with suppress(Exception):
        return str(reader.root_object.get("/Lang") or "") or None
    return None


def _no_text_reason(reader: "PdfReader") -> str:
    if not reader.pages:
        return "has no pages"
    return "holds only images, no text; run OCR on it first (ocrmypdf does) and add the result"


def _properties(reader: "PdfReader") -> tuple[str | None, str | None, datetime | None]:
    """Returns title, author and creation date. Each is optional, and broken ones are common."""
    title = author = created = None
    with suppress(Exception):
        information = reader.metadata
        title, author = (
            (_real_value(value) for value in (information.title, information.author)) if information else (None, None)
        )
        created = information.creation_date if information else None
    return (None if title and _FILE_NAME.search(title) else title), author, created


def _real_value(value: str | None) -> str | None:
    return None if value is None or value.strip().lower() in _PLACEHOLDERS else value.strip()
