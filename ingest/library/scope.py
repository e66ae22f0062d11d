"""The articles that a search may use."""

from dataclasses import dataclass, replace
from datetime import date

from assistant.ingest.library.sql import placeholders


@dataclass(frozen=True, slots=True)
class Scope:
    """Limits a search to articles up to a day, to some publications and to one story; undated articles are always included.

    Attributes:
        as_of: The last day; no limit if None.
        sources: The publications, spelt as in the catalog; all if empty.
        story: The number of the story (see `StoryTable`); all if None.
    """

    as_of: date | None = None
    sources: frozenset[str] = frozenset()
    story: int | None = None

    @property
    def any_day(self) -> "Scope":
        """The same articles of all days."""
        return replace(self, as_of=None)


EVERYTHING = Scope()


def scope_condition(scope: Scope) -> tuple[str, tuple[int | str, ...]]:
    """Returns the condition of a scope on `articles a`, and its values."""
    conditions, values = ["TRUE"], list[int | str]()
    if scope.as_of is not None:
        conditions.append("(a.published_day IS NULL OR a.published_day <= ?)")
        values.append(scope.as_of.toordinal())
    if scope.sources:
        conditions.append(f"a.source IN ({placeholders(list(scope.sources))})")
        values.extend(sorted(scope.sources))
    if scope.story is not None:
        conditions.append("a.number IN (SELECT article FROM story_articles WHERE story = ?)")
        values.append(scope.story)
    return " AND ".join(conditions), tuple(values)
