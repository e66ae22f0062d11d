"""The result of an ingest, and the interface that reports its progress."""

from dataclasses import dataclass, field
from typing import Protocol

from assistant.ingest.budgets import MAX_REPORTED_PROBLEMS


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that is a near-duplicate of one that was stored before.

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
        origin: The source.
        reason: What is wrong and what to do, in one line.
        is_no_article: Whether the source could be read, but is no article: a consent page, a login form, an error page.
    """

    origin: str
    reason: str
    is_no_article: bool = False


@dataclass(slots=True)
class IngestReport:
    """The result of an ingest; lists hold article ids unless stated otherwise.

    Attributes:
        added: New articles.
        updated: Articles stored before with other content.
        unchanged: Articles stored before with the same content.
        copies: Added and updated articles that are near-duplicates of a stored one.
        failed: Sources and records that could not be read; at most 1,000 of them.
        incomplete: Origins of the added and updated articles of which only the beginning was readable.
        undated: Origins of the added and updated articles without a date.
        warnings: Remarks about articles that were read; at most 1,000 of them.
        failed_count: The number of all failures.
        warning_count: The number of all warnings.
        passages: The number of passages written.
        seconds: The duration.
        stopped: Whether the ingest was cancelled before everything was read; see `IngestProgress`.
        unstored: Origins of the articles that had been read by then, but not stored.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    failed_count: int = 0
    warning_count: int = 0
    passages: int = 0
    seconds: float = 0.0
    stopped: bool = False
    unstored: list[str] = field(default_factory=list)

    def add_failure(self, problem: Problem, count: int = 1) -> None:
        """Counts a failure, or several that are listed as one, and lists it if there are not too many."""
        self.failed_count += count
        if len(self.failed) < MAX_REPORTED_PROBLEMS:
            self.failed.append(problem)

    def add_warning(self, problem: Problem) -> None:
        """Counts a warning, and lists it if there are not too many."""
        self.warning_count += 1
        if len(self.warnings) < MAX_REPORTED_PROBLEMS:
            self.warnings.append(problem)


class IngestProgress(Protocol):
    """Receives the progress of an ingest.

    Each method may raise `IngestStoppedError` to cancel the ingest: what was stored stays, and the report has `stopped` set.
    While an ingest waits for another writer there is no report yet, and the caller gets the error.
    """

    def started(self, sources: int | None) -> None:
        """Notes that reading begins; `sources` is the expected number of articles, None if it cannot be known."""
        ...

    def read(self, articles: int) -> None:
        """Receives the number of articles read in total."""
        ...

    def stored(self, passages: int) -> None:
        """Receives the number of passages written in total."""
        ...

    def waiting(self, message: str) -> None:
        """Notes that the ingest waits for another process that is writing."""
        ...


class NoProgress:
    """Ignores the progress."""

    def started(self, sources: int | None) -> None:
        """See `IngestProgress`."""

    def read(self, articles: int) -> None:
        """See `IngestProgress`."""

    def stored(self, passages: int) -> None:
        """See `IngestProgress`."""

    def waiting(self, message: str) -> None:
        """See `IngestProgress`."""
