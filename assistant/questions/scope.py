"""Validates the scope of a question (date, publications and story) against the library."""

from collections.abc import Collection, Sequence
from datetime import date

from assistant.ingest.errors import UsageError
from assistant.ingest.library import Catalog
from assistant.ingest.library.scope import Scope

_MAX_LISTED_SOURCES = 8


def question_scope(
    catalog: Catalog, as_of: date | None, sources: Collection[str] = (), story: int | None = None
) -> Scope:
    """Returns the scope of a question.

    Args:
        catalog: The catalog of the library, which lists the publications.
        as_of: The date of the question; by default today.
        sources: Publications, or one of them, in upper or lower case; by default all.
        story: The number of a story; by default all articles.

    Raises:
        UsageError: If no article is of such a publication.
    """
    day = as_of or date.today()
    requested = {source.casefold(): source for source in ([sources] if isinstance(sources, str) else sources)}
    if not requested:
        return Scope(day, story=story)
    available = [source for source, _ in catalog.sources()]
    selected = frozenset(source for source in available if source.casefold() in requested)
    missing = requested.keys() - {source.casefold() for source in selected}
    if missing:
        raise UsageError(f"no article is from {requested[min(missing)]!r}; {_source_list(available)}")
    return Scope(day, selected, story)


def _source_list(sources: Sequence[str]) -> str:
    """Returns the first few publications of the library for an error message."""
    if not sources:
        return "the library has no articles yet; add some with: assistant ingest PATH"
    more = f" and {len(sources) - _MAX_LISTED_SOURCES} more" if len(sources) > _MAX_LISTED_SOURCES else ""
    return f"articles are from: {', '.join(sources[:_MAX_LISTED_SOURCES])}{more}"
