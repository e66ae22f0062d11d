"""Reads rich text files (.rtf)."""

import re
from collections.abc import Iterator
from datetime import datetime

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.language.dates import parse_date
from assistant.ingest.language.wire_heading import read_wire_heading
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import (
    DOCUMENT_PROPERTIES,
    PRINTED_ABOVE,
    Document,
    ReadArticle,
    ReadFailure,
    ReadOptions,
)
from assistant.ingest.readers.decode import clean
from assistant.ingest.readers.press_export import split_export
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register

_TITLE = re.compile(r"\{\\title ([^{}\\]{1,400})\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_AUTHOR = re.compile(r"\{\\author ([^{}\\]{1,200})\}")


@register(".rtf", media_types=("application/rtf", "text/rtf"), name="rich text")
def read_rich_text(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the text of the file, or each article of an export of a press database.

    Raises:
        UnreadableError: If the file is empty, too large, not rich text, or has no text.
    """
    from striprtf.striprtf import rtf_to_text

    source = read_bytes(document, options).decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        raise UnreadableError("is not a rich text file, though it is named one")
    plain = rtf_to_text(source, errors="ignore")  # type: ignore[no-untyped-call]
    text = clean(re.sub(r"\n(?=\S)", "\n\n", plain))
    if not text:
        raise UnreadableError("holds no text")
    articles = split_export(text)
    if articles:
        for number, article in enumerate(articles, start=1):
            yield ReadArticle(article, f"{document.origin}#{number}")
        return
    heading = read_wire_heading(text)
    title, author = (pattern.search(source) for pattern in (_TITLE, _AUTHOR))
    yield ReadArticle(
        ParsedArticle(
            text,
            title=title[1].strip() if title else heading.title,
            source=heading.agency,
            authors=parse_authors(author[1]) if author else (),
            published=heading.published or _creation_date(source),
            date_evidence=PRINTED_ABOVE if heading.published else DOCUMENT_PROPERTIES,
        ),
        document.origin,
    )


def _creation_date(source: str) -> datetime | None:
    created = _CREATED.search(source)
    return parse_date(f"{created[1]}-{int(created[2]):02}-{int(created[3]):02}") if created else None
