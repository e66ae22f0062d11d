"""From what a reader found to an `Article`: its identity, and a value for what must not be missing."""

import hashlib
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import SplitResult, urlsplit

from assistant.ingest.article import Article, ParsedArticle

_ID_CHARS = 200


def identify(draft: ParsedArticle, origin: str) -> Article:
    """Gives a draft its identity: the source's own id where it has one, else one that stands for the place it was read from.

    Args:
        draft: What was read; its text is not empty.
        origin: Where it was read from.
    """
    return Article(
        id=_article_id(draft.id, origin),
        title=(draft.title or "").strip() or _name(origin),
        text=draft.text,
        source=(draft.source or "").strip() or _domain(draft.url) or _name(origin),
        origin=origin,
        url=draft.url,
        authors=tuple(draft.authors),
        published=_with_zone(draft.published),
        language=draft.language,
    )


def _article_id(own: str | None, origin: str) -> str:
    own = (own or "").strip()
    if own and len(own) <= _ID_CHARS and own.isprintable():
        return own
    return hashlib.sha256((own or origin).encode()).hexdigest()[:16]


def _domain(url: str | None) -> str | None:
    parts = _parts(url) if url else None
    return (parts.hostname or "").removeprefix("www.") or None if parts else None


def _name(origin: str) -> str:
    """The last part of a path or URL, for want of anything better."""
    parts = _parts(origin)
    web = parts is not None and parts.scheme in {"http", "https"}
    path = parts.path if parts and web else origin
    return PurePosixPath(path).name.strip() or (parts.hostname if parts else None) or origin


def _parts(address: str) -> SplitResult | None:
    """The parts of an address; None where it is broken, as what records and feeds hold can be."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _with_zone(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
