"""The publications that a question names, to be quoted side by side."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A publication that a question names.

    Attributes:
        name: Its name in the library, the one with the most articles first.
        spellings: All names in the library that are meant, such as "TASS" and "tass.com".
    """

    name: str
    spellings: frozenset[str]


@dataclass(frozen=True)
class SourceComparison:
    """Publications whose articles are to be quoted side by side.

    Attributes:
        sources: The publications, in the order of the question.
        missing: Names that the library does not have.
        is_topic: Whether the question asks what they say about a topic, and not for one fact.
    """

    sources: tuple[NamedSource, ...]
    missing: tuple[str, ...] = ()
    is_topic: bool = False

    @cached_property
    def all_spellings(self) -> frozenset[str]:
        """The names of all these publications in the library."""
        return frozenset[str]().union(*(source.spellings for source in self.sources))
