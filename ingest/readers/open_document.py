"""Reads OpenDocument text (.odt): headings, paragraphs, lists, tables and notes; tracked deletions are left out."""

from collections.abc import Iterator
from typing import Any

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import DOCUMENT_PROPERTIES, Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.packaged_xml import Package, first_text, local_name
from assistant.ingest.readers.record_dates import record_date
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register
from assistant.ingest.readers.tables import table_lines

_MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
# Deleted text, remarks of the authors, and lists of what is elsewhere in the document.
_SKIPPED = {"tracked-changes", "annotation", "annotation-end", "table-of-content", "forms", "sequence-decls"}
_MAX_DEPTH = 100


@register(".odt", media_types=(_MEDIA_TYPE,), name="OpenDocument")
def read_open_document(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads all text in order, and title, author and date from the document properties. The first heading can be the title.

    Raises:
        UnreadableError: If the file is protected, too large, damaged, or has no text.
    """
    package = Package(read_bytes(document, options), options.max_document_bytes)
    content = package.parse("content.xml")
    body = next((node for node in content.iter() if local_name(node) == "text"), None) if content is not None else None
    if body is None:
        raise UnreadableError("is no OpenDocument text, though it is named one")
    notes: list[str] = []
    blocks = [block for block in (*_blocks(body, notes, 0), *notes) if block.strip()]
    if not blocks:
        raise UnreadableError("holds no text")
    properties = package.parse("meta.xml")
    yield ReadArticle(
        ParsedArticle(
            text="\n\n".join(blocks),
            title=first_text(properties, "title") or first_text(body, "h"),
            authors=parse_authors(first_text(properties, "initial-creator") or first_text(properties, "creator")),
            published=record_date(first_text(properties, "creation-date")),
            date_evidence=DOCUMENT_PROPERTIES,
            language=first_text(properties, "language"),
        ),
        document.origin,
    )


def _blocks(container: Any, notes: list[str], depth: int) -> Iterator[str]:  # noqa: ANN401 (an lxml element)
    """Yields headings, paragraphs and tables; collects the notes."""
    if depth > _MAX_DEPTH:
        return
    for node in container:
        name = local_name(node)
        if name in {"p", "h"}:
            yield "".join(_pieces(node, notes, depth)).strip()
        elif name == "table":
            yield "\n".join(
                table_lines([_row(row, notes, depth) for row in node.iter() if local_name(row) == "table-row"])
            )
        elif name and name not in _SKIPPED:
            yield from _blocks(node, notes, depth + 1)


def _row(row: Any, notes: list[str], depth: int) -> list[str]:  # noqa: ANN401
    return [
        " ".join(" ".join(_blocks(cell, notes, depth + 1)).split()) for cell in row if local_name(cell) == "table-cell"
    ]


def _pieces(node: Any, notes: list[str], depth: int) -> Iterator[str]:  # noqa: ANN401
    """Yields the text of a paragraph; the blocks of a text box inside it stand on their own."""
    yield node.text or ""
    for child in node:
        name = local_name(child)
        if name == "s":
            yield " "
        elif name in {"tab", "line-break"}:
            yield "\t" if name == "tab" else "\n"
        elif name == "note":
            bodies = (part for part in child if local_name(part) == "note-body")
            notes.extend(" ".join(_blocks(body, notes, depth + 1)) for body in bodies)
        elif name == "text-box":
            yield "\n\n" + "\n\n".join(_blocks(child, notes, depth + 1)) + "\n\n"
        elif name and name not in _SKIPPED and depth <= _MAX_DEPTH:
            yield from _pieces(child, notes, depth + 1)
        yield child.tail or ""
