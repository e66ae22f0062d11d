"""What one check of a source may still read, so that the other sources of its host have their turn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.ingest.fetching.clock import Clock

MAX_READ_PER_CHECK = 1_000
MAX_CHECK_TIME = timedelta(minutes=4)  # less than a document has for the pages that it links to


@dataclass(slots=True)
class CheckBudget:
    """The entries and the time that one check has left. For one thread.

    Attributes:
        clock: The clock.
        busy_until: When the site may be asked again, if it has asked to come again later.
    """

    clock: Clock
    busy_until: datetime | None = None
    _entries: int = field(init=False)
    _until: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Begins the time of the check."""
        self._entries = MAX_READ_PER_CHECK
        self._until = self.clock.now() + MAX_CHECK_TIME

    def take(self) -> bool:
        """Takes one entry; returns whether it may be read."""
        if self._entries <= 0 or self.busy_until is not None or self.clock.now() >= self._until:
            return False
        self._entries -= 1
        return True
