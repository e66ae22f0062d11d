"""Which articles count for a question: what a caller gives, checked against what the library has."""

from collections.abc import Collection, Sequence
from datetime import date

from assistant.ingest.errors import UsageError
from assistant.ingest.library import Catalog
from assistant.ingest.library.scope import Scope

_NAMED = 8


def question_scope(catalog: Catalog, as_of: date | None, sources: Collection[str] = ()) -> Scope:
    """The articles that count.

    Args:
        catalog: Knows the publications.
        as_of: The day of the question, today unless given.
        sources: Publications, or one of them, upper or lower case; all unless given.

    Raises:
        UsageError: If no article is of such a publication.
    """
    day = as_of or date.today()
    wanted = {source.casefold(): source for source in ([sources] if isinstance(sources, str) else sources)}
    if not wanted:
        return Scope(day)
    known = [source for source, _ in catalog.sources()]
    spelt = frozenset(source for source in known if source.casefold() in wanted)
    missing = wanted.keys() - {source.casefold() for source in spelt}
    if missing:
        raise UsageError(f"no article is from {wanted[min(missing)]!r}; {_known(known)}")
    return Scope(day, spelt)


def _known(sources: Sequence[str]) -> str:
    if not sources:
        return "the library has no articles yet; add some with: assistant ingest PATH"
    more = f" and {len(sources) - _NAMED} more" if len(sources) > _NAMED else ""
    return f"articles are from: {', '.join(sources[:_NAMED])}{more}"
