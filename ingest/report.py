"""What an ingest did, and what it tells while doing it."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that tells the same story as one that was there before.

    Attributes:
        article_id: The copy.
        of: The first article of the story.
    """

    article_id: str
    of: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A source that could not be read, or something about it that the user should know.

    Attributes:
        origin: Which source.
        reason: What is the matter and what to do, in one line.
    """

    origin: str
    reason: str


@dataclass(slots=True)
class IngestReport:
    """What an ingest did; article ids unless said otherwise.

    Attributes:
        added: New in the library.
        updated: There before, with other content.
        unchanged: There before, with the same content.
        copies: Those of the added and updated that tell a story which is there already.
        failed: What could not be read.
        warnings: What was read, but not without a remark.
        passages: How many passages were written.
        seconds: How long it took.
        stopped: Whether it was ended before all was read; see `IngestProgress`.
        unstored: Where the articles came from that had been read by then, and not been stored.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    passages: int = 0
    seconds: float = 0.0
    stopped: bool = False
    unstored: list[str] = field(default_factory=list)


class IngestProgress(Protocol):
    """Is told how an ingest goes on.

    Each method may raise `IngestStoppedError` to end it: what was stored stays, and the report says that there is more.
    While an ingest waits for another writer there is no report yet, and whoever began it gets the error.
    """

    def started(self, sources: int | None) -> None:
        """Reading begins; `sources` is how many articles are expected, None where nobody can know."""
        ...

    def read(self, articles: int) -> None:
        """So many articles have been read in all."""
        ...

    def stored(self, passages: int) -> None:
        """So many passages have been written in all."""
        ...

    def waiting(self, message: str) -> None:
        """Another process is writing, and this one waits."""
        ...


class Silent:
    """Tells nobody."""

    def started(self, sources: int | None) -> None:
        """See `IngestProgress`."""

    def read(self, articles: int) -> None:
        """See `IngestProgress`."""

    def stored(self, passages: int) -> None:
        """See `IngestProgress`."""

    def waiting(self, message: str) -> None:
        """See `IngestProgress`."""
