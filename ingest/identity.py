"""Makes an `Article` of a `ParsedArticle`: gives it an id, and a value for each required field."""

import hashlib
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import SplitResult, urlsplit

from assistant.ingest.article import Article, ParsedArticle
from assistant.ingest.language.detection import article_language

_ID_CHARS = 200


def identify(parsed: ParsedArticle, origin: str) -> Article:
    """Gives a parsed article its identity: the source's own id if it has one, otherwise a hash of the origin.

    Args:
        parsed: The parsed article; its text is not empty.
        origin: The path or address that it was read from.

    Raises:
        LibraryError: If the model of the language detection cannot be loaded.
    """
    title = (parsed.title or "").strip()
    language, is_detected = article_language(f"{title}\n{parsed.text}", parsed.language)
    return Article(
        id=article_id(parsed, origin),
        title=title or _last_part(origin),
        text=parsed.text,
        source=(parsed.source or "").strip() or _domain(parsed.url) or _last_part(origin),
        origin=origin,
        url=parsed.url,
        authors=tuple(parsed.authors),
        published=_with_time_zone(parsed.published),
        language=language,
        date_evidence=parsed.date_evidence if parsed.published else None,
        is_incomplete=parsed.is_incomplete,
        is_language_detected=is_detected,
    )


def article_id(parsed: ParsedArticle, origin: str) -> str:
    """Returns the id that `identify` gives to an article."""
    source_id = (parsed.id or "").strip()
    if source_id and len(source_id) <= _ID_CHARS and source_id.isprintable():
        return source_id
    return hashlib.sha256((source_id or origin).encode()).hexdigest()[:16]


def _domain(url: str | None) -> str | None:
    parts = _parts(url) if url else None
    return (parts.hostname or "").removeprefix("www.") or None if parts else None


def _last_part(origin: str) -> str:
    """Returns the last part of a path or URL."""
    parts = _parts(origin)
    is_web = parts is not None and parts.scheme in {"http", "https"}
    path = parts.path if parts and is_web else origin
    return PurePosixPath(path).name.strip() or (parts.hostname if parts else None) or origin


def _parts(address: str) -> SplitResult | None:
    """Returns the parts of an address; None if it is malformed, which happens in records and feeds."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _with_time_zone(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
