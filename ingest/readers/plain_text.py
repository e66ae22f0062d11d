"""Plain text, wire stories among it."""

from collections.abc import Iterator

from assistant.ingest.article import ParsedArticle
from assistant.ingest.language.wire_heading import read_wire_heading
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, decode
from assistant.ingest.readers.registry import register


@register(".txt", ".text", media_types=("text/plain",), name="text")
def read_plain_text(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """The whole file is the article's text; title, date and agency are read from its first lines.

    Raises:
        UnreadableError: If the file is empty, too large or no text.
    """
    text = clean(decode(read_bytes(document, options), document.charset))
    heading = read_wire_heading(text)
    draft = ParsedArticle(text, title=heading.title, source=heading.agency, published=heading.published)
    yield ReadArticle(draft, document.origin)
