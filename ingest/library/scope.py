"""Which articles count for a question."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles of a day or earlier and of some publications; undated ones are of every day.

    Attributes:
        as_of: The last day; any where None.
        sources: The publications, spelt as the catalog spells them; all where empty.
    """

    as_of: date | None = None
    sources: frozenset[str] = frozenset()


EVERYTHING = Scope()
