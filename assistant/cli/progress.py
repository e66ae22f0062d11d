"""How an ingest or a reindex tells that it goes on: a bar on a terminal, plain lines elsewhere, always on stderr."""

import time
from types import TracebackType
from typing import TYPE_CHECKING

from assistant.cli.output import note, wants_a_bar
from assistant.cli.terminal_text import counted, one_line

if TYPE_CHECKING:
    from rich.progress import TaskID

_SECONDS_BETWEEN = 5.0
_ARTICLES_BETWEEN = 500


class PlainProgress:
    """A line every few seconds, or every few hundred articles."""

    def __init__(self) -> None:
        self._articles = 0
        self._passages = 0
        self._total: int | None = None
        self._began = self._said = time.monotonic()
        self._articles_said = 0

    def __enter__(self) -> "PlainProgress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""

    def started(self, sources: int | None) -> None:
        """See `IngestProgress`."""
        self._total = sources
        self._began = self._said = time.monotonic()

    def read(self, articles: int) -> None:
        """See `IngestProgress`."""
        self._articles = articles
        self._say()

    def stored(self, passages: int) -> None:
        """See `IngestProgress`."""
        self._passages = passages
        self._say()

    def waiting(self, message: str) -> None:
        """See `IngestProgress`."""
        note(message)

    def _say(self) -> None:
        now = time.monotonic()
        if now - self._said < _SECONDS_BETWEEN and self._articles - self._articles_said < _ARTICLES_BETWEEN:
            return
        self._said, self._articles_said = now, self._articles
        of = f" of {self._total:,}" if self._total else ""
        stored = f"{counted(self._passages, 'passage')} stored ({per_second(self._passages, now - self._began)})"
        note(f"read {self._articles:,}{of} articles, {stored}")


class BarProgress:
    """A bar: articles, passages, passages a second, time left where the number of articles is known."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._passages = 0
        self._began = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.fields[articles]}"),
            BarColumn(),
            TextColumn("{task.fields[passages]}"),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=Console(stderr=True, highlight=False, markup=False),
            transient=True,
        )
        self._task: TaskID = self._bar.add_task("", total=None, articles="reading", passages="")

    def __enter__(self) -> "BarProgress":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Takes the bar away: the report stands in its place."""
        self._bar.stop()

    def started(self, sources: int | None) -> None:
        """See `IngestProgress`."""
        self._began = time.monotonic()
        self._bar.reset(self._task, total=sources)

    def read(self, articles: int) -> None:
        """See `IngestProgress`."""
        self._bar.update(self._task, completed=articles, articles=counted(articles, "article"))

    def stored(self, passages: int) -> None:
        """See `IngestProgress`."""
        speed = per_second(passages, time.monotonic() - self._began)
        self._bar.update(self._task, passages=f"{counted(passages, 'passage')} ({speed})")

    def waiting(self, message: str) -> None:
        """See `IngestProgress`."""
        self._bar.console.print(one_line(message))


class PassageLines(PlainProgress):
    """For a reindex, which knows passages only.

    Args:
        total: How many there are.
    """

    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = total

    def _say(self) -> None:
        now = time.monotonic()
        if now - self._said >= _SECONDS_BETWEEN:
            self._said = now
            note(f"{self._passages:,} of {counted(self._total or 0, 'passage')} done")


def ingest_progress() -> PlainProgress | BarProgress:
    """A bar where stderr is a terminal, plain lines where it is not."""
    return BarProgress() if wants_a_bar() else PlainProgress()


def per_second(passages: int, seconds: float) -> str:
    """A speed in a few characters."""
    return f"{passages / seconds:,.0f}/s" if seconds > 0 else "0/s"
