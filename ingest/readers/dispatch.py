"""Reads a document with the reader for its format, and normalizes the articles and failures that it yields."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import AssistantError, NotAnArticleError, is_interruption
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, clean_line
from assistant.ingest.readers.registry import format_for

MAX_REASON_CHARS = 400
"""Characters of a reason. Some libraries quote a whole file in their messages."""

_WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def read_document(
    document: Document, options: ReadOptions, on_error: Callable[[], None] | None = None
) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the articles of a document, each normalized, and yields a `ReadFailure` for each part that cannot be read.

    An error ends in one `ReadFailure`, and the articles before it are kept. Only `MemoryError`, `KeyboardInterrupt`
    and `SystemExit` are raised.

    Args:
        document: The document.
        options: How it is read.
        on_error: Called before an error ends the document; may raise one of those.
    """
    name = None
    try:
        format_ = format_for(document)
        name = format_.name
        for item in format_.reader(document, options):
            yield normalize_article(item, document) if isinstance(item, ReadArticle) else normalize_failure(item)
    except BaseException as error:
        if is_interruption(error):
            raise
        if on_error is not None:
            on_error()
        is_no_article = isinstance(error, NotAnArticleError)
        yield normalize_failure(ReadFailure(document.origin, failure_reason(error, name), is_no_article=is_no_article))


def failure_reason(error: BaseException, name: str | None = None) -> str:
    """Returns in one line why something could not be read.

    Args:
        error: The exception.
        name: The name of the format, if it is known.
    """
    if isinstance(error, AssistantError):
        return str(error)
    if isinstance(error, OSError) and error.strerror and not isinstance(error, zipfile.BadZipFile):
        return f"could not be opened: {error.strerror}"
    if isinstance(error, RecursionError):
        return f"could not be read as {name or 'text'}: it is nested too deeply"
    detail = clean_line(str(error)) or type(error).__name__
    return f"could not be read as {name}: {detail}" if name else f"could not be read: {detail}"


def normalize_failure(failure: ReadFailure) -> ReadFailure:
    """Returns the failure with a reason of one line that is safe for a terminal."""
    reason = clean_line(failure.reason)
    if len(reason) > MAX_REASON_CHARS:
        reason = reason[: MAX_REASON_CHARS - 1].rstrip() + "…"
    return replace(failure, origin=clean_line(failure.origin), reason=reason)


def normalize_article(item: ReadArticle, document: Document) -> ReadArticle | ReadFailure:
    """Returns the article with every field cleaned. Nothing may change its text after this."""
    text = clean(item.parsed.text)
    origin = clean_line(item.origin)
    if not text:
        return ReadFailure(origin, "holds no text")
    return ReadArticle(
        _with_clean_fields(item.parsed, text, document.url), origin, tuple(map(clean_line, item.remarks))
    )


def _with_clean_fields(parsed: ParsedArticle, text: str, document_url: str | None) -> ParsedArticle:
    published = parse_date(parsed.published)
    authors = (_line_or_none(author) for author in parsed.authors)
    return replace(
        parsed,
        text=text,
        title=_line_or_none(parsed.title),
        source=_line_or_none(parsed.source),
        url=_web_address(parsed.url) or _web_address(document_url),
        authors=tuple(dict.fromkeys(author for author in authors if author)),
        published=published,
        date_evidence=parsed.date_evidence if published else None,
        language=_language(parsed.language),
        id=_line_or_none(parsed.id),
    )


def _line_or_none(value: str | None) -> str | None:
    return (clean_line(value) or None) if value else None


def _web_address(value: str | None) -> str | None:
    """Returns the address if it is http or https. Other schemes can carry scripts."""
    address = _line_or_none(value)
    return address if address and _WEB_ADDRESS.match(address) else None


def _language(value: str | None) -> str | None:
    tag = (_line_or_none(value) or "").replace("_", "-")
    return tag if _LANGUAGE_TAG.fullmatch(tag) else None
