"""Reads plain text, including wire stories and the exports of press databases."""

from collections.abc import Iterator

from assistant.ingest.article import ParsedArticle
from assistant.ingest.language.wire_heading import read_wire_heading
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import PRINTED_ABOVE, Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, decode
from assistant.ingest.readers.press_export import split_export
from assistant.ingest.readers.registry import register


@register(".txt", ".text", media_types=("text/plain",), name="text")
def read_plain_text(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the whole file as one article, or each article of an export. Title, date and agency come from its first lines.

    Raises:
        UnreadableError: If the file is empty, too large or not text.
    """
    text = clean(decode(read_bytes(document, options), document.charset))
    articles = split_export(text)
    if articles:
        for number, article in enumerate(articles, start=1):
            yield ReadArticle(article, f"{document.origin}#{number}")
        return
    heading = read_wire_heading(text)
    parsed = ParsedArticle(
        text, title=heading.title, source=heading.agency, published=heading.published, date_evidence=PRINTED_ABOVE
    )
    yield ReadArticle(parsed, document.origin)
