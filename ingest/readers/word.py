"""Reads Word files (.docx): paragraphs, headings and the text of tables."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.records import parse_authors
from assistant.ingest.readers.registry import register
from assistant.ingest.sizes import format_size

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table, _Cell

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OLD_OR_PROTECTED = b"\xd0\xcf\x11\xe0"
# The author in the template of a library that many programs use. Its date is that of the template.
_TEMPLATE_AUTHOR = "python-docx"


@register(".docx", media_types=(_MEDIA_TYPE,), name="Word")
def read_word(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads all text in order, and title, author and date from the document properties. The first heading can be the title.

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

    yield ReadArticle(_parse_word(docx.Document(BytesIO(data))), document.origin)


def _check_unpacked_size(data: bytes, limit: int) -> None:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > limit:
            raise UnreadableError(f"unpacks to more than {format_size(limit)}, the most that one document may have")


def _parse_word(word: "WordDocument") -> ParsedArticle:
    paragraphs = [paragraph for paragraph in _paragraphs(word) if paragraph.strip()]
    if not paragraphs:
        raise UnreadableError("holds no text")
    properties = word.core_properties
    made_by_template = properties.author == _TEMPLATE_AUTHOR
    return ParsedArticle(
        text="\n\n".join(paragraphs),
        title=properties.title.strip() or _first_heading(word),
        authors=() if made_by_template else parse_authors(properties.author),
        published=None if made_by_template else properties.created,
    )


def _paragraphs(container: "WordDocument | _Cell") -> Iterator[str]:
    from docx.table import Table

    for block in container.iter_inner_content():
        if isinstance(block, Table):
            yield "\n".join(_rows(block))
        else:
            yield block.text.strip()


def _rows(table: "Table") -> Iterator[str]:
    for row in table.rows:
        # a merged cell occurs once for each column that it spans
        cells = {id(cell._tc): cell for cell in row.cells}.values()
        texts = (" ".join(" ".join(_paragraphs(cell)).split()) for cell in cells)
        yield "  ".join(text for text in texts if text)


def _first_heading(word: "WordDocument") -> str | None:
    """Returns the text of the style "Title", or of the first heading of level 1."""
    for style in ("Title", "Heading 1"):
        for paragraph in word.paragraphs:
            if paragraph.style is not None and paragraph.style.name == style and paragraph.text.strip():
                return paragraph.text.strip()
    return None
