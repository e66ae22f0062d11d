"""The articles that a search may use."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scope:
    """Limits a search to articles up to a day and to some publications; undated articles are always included.

    Attributes:
        as_of: The last day; no limit if None.
        sources: The publications, spelt as in the catalog; all if empty.
    """

    as_of: date | None = None
    sources: frozenset[str] = frozenset()


EVERYTHING = Scope()
