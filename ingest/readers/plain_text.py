"""Reads plain text, including wire stories."""

from collections.abc import Iterator

from assistant.ingest.article import ParsedArticle
from assistant.ingest.language.wire_heading import read_wire_heading
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, decode
from assistant.ingest.readers.registry import register


@register(".txt", ".text", media_types=("text/plain",), name="text")
def read_plain_text(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the whole file as one article. Title, date and agency come from its first lines.

    Raises:
        UnreadableError: If the file is empty, too large or not text.
    """
    text = clean(decode(read_bytes(document, options), document.charset))
    heading = read_wire_heading(text)
    parsed = ParsedArticle(text, title=heading.title, source=heading.agency, published=heading.published)
    yield ReadArticle(parsed, document.origin)
