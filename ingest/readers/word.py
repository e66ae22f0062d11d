"""Reads Word files (.docx): paragraphs, tables, text boxes, content controls and notes; tracked changes as accepted."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import DOCUMENT_PROPERTIES, Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.press_export import split_export
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register
from assistant.ingest.readers.tables import table_lines
from assistant.ingest.sizes import format_size

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OLD_OR_PROTECTED = b"\xd0\xcf\x11\xe0"
# The author in the template of a library that many programs use. Its date is that of the template.
_TEMPLATE_AUTHOR = "python-docx"

# Deleted or moved text, properties, and the copies of text boxes for older programs.
_SKIPPED = {
    "del",
    "moveFrom",
    "pPr",
    "rPr",
    "sectPr",
    "sdtPr",
    "tblPr",
    "trPr",
    "tcPr",
    "Fallback",
    "instrText",
    "delText",
}
_NOTE_PARTS = ("/footnotes", "/endnotes")
_MAX_DEPTH = 200


@register(".docx", media_types=(_MEDIA_TYPE,), name="Word")
def read_word(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads all text in order, with the document properties, or each article of an export. The first heading can be the title.

    Raises:
        UnreadableError: If the file is protected, too large or has no text.
    """
    data = read_bytes(document, options)
    if data.startswith(_OLD_OR_PROTECTED):
        raise UnreadableError(
            "is protected by a password, or an old .doc; save it as .docx without a password and add that"
        )
    _check_unpacked_size(data, options.max_document_bytes)
    import docx

    parsed = _parse_word(docx.Document(BytesIO(data)))
    articles = split_export(parsed.text)
    if articles:
        for number, article in enumerate(articles, start=1):
            yield ReadArticle(article, f"{document.origin}#{number}")
        return
    yield ReadArticle(parsed, document.origin)


def _check_unpacked_size(data: bytes, limit: int) -> None:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > limit:
            raise UnreadableError(f"unpacks to more than {format_size(limit)}, the most that one document may have")


def _parse_word(word: "WordDocument") -> ParsedArticle:
    blocks = [block for block in (*_blocks(word.element.body, 0), *_notes(word)) if block.strip()]
    if not blocks:
        raise UnreadableError("holds no text")
    properties = word.core_properties
    made_by_template = properties.author == _TEMPLATE_AUTHOR
    return ParsedArticle(
        text="\n\n".join(blocks),
        title=properties.title.strip() or _first_heading(word),
        authors=() if made_by_template else parse_authors(properties.author),
        published=None if made_by_template else properties.created,
        date_evidence=DOCUMENT_PROPERTIES,
    )


def _name(node: Any) -> str:  # noqa: ANN401 (an lxml element)
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _attribute(node: Any, name: str) -> str | None:  # noqa: ANN401
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), None)


def _blocks(container: Any, depth: int) -> Iterator[str]:  # noqa: ANN401
    """Yields the paragraphs and tables of a part, with those inside content controls and insertions."""
    if depth > _MAX_DEPTH:
        return
    for node in container:
        name = _name(node)
        if name in _SKIPPED:
            continue
        if name == "p":
            yield _paragraph_text(node)
            yield from _text_boxes(node, depth)
        elif name == "tbl":
            yield "\n".join(table_lines(list(_rows(node, depth))))
        else:
            yield from _blocks(node, depth + 1)


def _paragraph_text(node: Any) -> str:  # noqa: ANN401
    return "".join(_runs(node)).strip()


def _runs(node: Any) -> Iterator[str]:  # noqa: ANN401
    for child in node:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in {"tab", "ptab"}:
            yield "\t"
        elif name in {"br", "cr"}:
            yield "\n"
        elif name in {"noBreakHyphen"}:
            yield "-"
        elif name not in _SKIPPED and name != "txbxContent":
            yield from _runs(child)


def _text_boxes(node: Any, depth: int) -> Iterator[str]:  # noqa: ANN401
    for child in node:
        name = _name(child)
        if name == "txbxContent":
            yield from _blocks(child, depth + 1)
        elif name not in _SKIPPED:
            yield from _text_boxes(child, depth)


def _rows(table: Any, depth: int) -> Iterator[list[str]]:  # noqa: ANN401
    for row in _descendants(table, "tr"):
        yield [" ".join(" ".join(_blocks(cell, depth + 1)).split()) for cell in _descendants(row, "tc")]


def _descendants(node: Any, wanted: str) -> Iterator[Any]:  # noqa: ANN401
    """Yields the rows of a table or the cells of a row, also inside content controls and insertions."""
    for child in node:
        name = _name(child)
        if name == wanted:
            if child.find("./{*}trPr/{*}del") is None:
                yield child
        elif name not in _SKIPPED:
            yield from _descendants(child, wanted)


def _notes(word: "WordDocument") -> Iterator[str]:
    """Yields the footnotes and endnotes."""
    from lxml import etree

    for relation in word.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(_NOTE_PARTS):
            continue
        root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        for note in root:
            if _attribute(note, "type") in {None, "normal"}:
                yield " ".join(block for block in _blocks(note, 0) if block)


def _first_heading(word: "WordDocument") -> str | None:
    """Returns the text of the style "Title", or of the first heading of level 1."""
    for style in ("Title", "Heading 1"):
        for paragraph in word.paragraphs:
            if paragraph.style is not None and paragraph.style.name == style:
                text = _paragraph_text(paragraph._p)
                if text:
                    return text
    return None
