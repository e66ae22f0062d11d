"""Runs the right reader over a document, and makes what it finds fit to be stored, or says in one line why it cannot."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import AssistantError
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, clean_line
from assistant.ingest.readers.registry import format_for

LONGEST_REASON = 400
"""Characters of a reason; libraries can quote a whole file in theirs."""

_WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def read_document(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """The articles of a document, each cleaned for good, and a `ReadFailure` for each thing that could not be read.

    Whatever goes wrong ends in one `ReadFailure`; the articles found until then stand. Only the end of the program or
    of its memory is raised.
    """
    name = None
    try:
        format_ = format_for(document)
        name = format_.name
        for item in format_.reader(document, options):
            yield normalize_article(item, document) if isinstance(item, ReadArticle) else normalize_failure(item)
    except MemoryError:
        raise
    except Exception as error:
        yield normalize_failure(ReadFailure(document.origin, failure_reason(error, name)))


def failure_reason(error: Exception, name: str | None = None) -> str:
    """Why something could not be read, in one line.

    Args:
        error: What was raised.
        name: The format it was read as, if it got that far.
    """
    if isinstance(error, AssistantError):
        return str(error)
    if isinstance(error, OSError) and error.strerror and not isinstance(error, zipfile.BadZipFile):
        return f"could not be opened: {error.strerror}"
    if isinstance(error, RecursionError):
        return f"could not be read as {name or 'text'}: it is nested too deeply"
    detail = clean_line(str(error)) or type(error).__name__
    return f"could not be read as {name}: {detail}" if name else f"could not be read: {detail}"


def normalize_failure(failed: ReadFailure) -> ReadFailure:
    """The same failure with a reason of one line, fit for a terminal."""
    reason = clean_line(failed.reason)
    if len(reason) > LONGEST_REASON:
        reason = reason[: LONGEST_REASON - 1].rstrip() + "…"
    return ReadFailure(clean_line(failed.origin), reason)


def normalize_article(found: ReadArticle, document: Document) -> ReadArticle | ReadFailure:
    """The article with every field cleaned. Its text is final: nothing after this may change it."""
    text = clean(found.draft.text)
    origin = clean_line(found.origin)
    if not text:
        return ReadFailure(origin, "holds no text")
    return ReadArticle(_with_clean_fields(found.draft, text, document.url), origin)


def _with_clean_fields(draft: ParsedArticle, text: str, fetched_from: str | None) -> ParsedArticle:
    authors = (_line_or_none(author) for author in draft.authors)
    return replace(
        draft,
        text=text,
        title=_line_or_none(draft.title),
        source=_line_or_none(draft.source),
        url=_web_address(draft.url) or _web_address(fetched_from),
        authors=tuple(dict.fromkeys(author for author in authors if author)),
        published=parse_date(draft.published),
        language=_language(draft.language),
        id=_line_or_none(draft.id),
    )


def _line_or_none(value: str | None) -> str | None:
    return (clean_line(value) or None) if value else None


def _web_address(value: str | None) -> str | None:
    """The address if a browser may open it: an article's own fields must not carry script."""
    address = _line_or_none(value)
    return address if address and _WEB_ADDRESS.match(address) else None


def _language(value: str | None) -> str | None:
    tag = (_line_or_none(value) or "").replace("_", "-")
    return tag if _LANGUAGE_TAG.fullmatch(tag) else None
