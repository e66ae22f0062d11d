"""Progress of an ingest or a reindex on stderr: a bar on a terminal, plain lines elsewhere."""

import time
from types import TracebackType
from typing import TYPE_CHECKING

from assistant.cli.output import can_draw_progress, print_status
from assistant.cli.terminal_text import one_line
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from rich.progress import TaskID

_SECONDS_BETWEEN_LINES = 5.0
_ARTICLES_BETWEEN_LINES = 500


class LineProgress:
    """Prints a line every few seconds, or every few hundred articles."""

    def __init__(self) -> None:
        self._articles = 0
        self._passages = 0
        self._total: int | None = None
        self._started = self._last_line = time.monotonic()
        self._articles_at_last_line = 0

    def __enter__(self) -> "LineProgress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Does nothing."""

    def started(self, sources: int | None) -> None:
        """Implements `IngestProgress`."""
        self._total = sources
        self._started = self._last_line = time.monotonic()

    def read(self, articles: int) -> None:
        """Implements `IngestProgress`."""
        self._articles = articles
        self._print_if_due()

    def stored(self, passages: int) -> None:
        """Implements `IngestProgress`."""
        self._passages = passages
        self._print_if_due()

    def waiting(self, message: str) -> None:
        """Implements `IngestProgress`."""
        print_status(message)

    def _print_if_due(self) -> None:
        now = time.monotonic()
        is_due = (
            now - self._last_line >= _SECONDS_BETWEEN_LINES
            or self._articles - self._articles_at_last_line >= _ARTICLES_BETWEEN_LINES
        )
        if not is_due:
            return
        self._last_line, self._articles_at_last_line = now, self._articles
        total = f" of {self._total:,}" if self._total else ""
        speed = format_speed(self._passages, now - self._started)
        print_status(f"read {self._articles:,}{total} articles, {quantity(self._passages, 'passage')} stored ({speed})")


class BarProgress:
    """Draws a bar with articles, passages, passages per second, and the time left if the number of articles is known."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._started = time.monotonic()
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
        """Removes the bar; the report takes its place."""
        self._bar.stop()

    def started(self, sources: int | None) -> None:
        """Implements `IngestProgress`."""
        self._started = time.monotonic()
        self._bar.reset(self._task, total=sources)

    def read(self, articles: int) -> None:
        """Implements `IngestProgress`."""
        self._bar.update(self._task, completed=articles, articles=quantity(articles, "article"))

    def stored(self, passages: int) -> None:
        """Implements `IngestProgress`."""
        speed = format_speed(passages, time.monotonic() - self._started)
        self._bar.update(self._task, passages=f"{quantity(passages, 'passage')} ({speed})")

    def waiting(self, message: str) -> None:
        """Implements `IngestProgress`."""
        self._bar.console.print(one_line(message))


class PassageProgress(LineProgress):
    """Prints lines about passages only, for a reindex.

    Args:
        total: The number of passages.
    """

    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = total

    def _print_if_due(self) -> None:
        now = time.monotonic()
        if now - self._last_line >= _SECONDS_BETWEEN_LINES:
            self._last_line = now
            print_status(f"{self._passages:,} of {quantity(self._total or 0, 'passage')} done")


def ingest_progress() -> LineProgress | BarProgress:
    """Returns a bar if stderr is a terminal, else plain lines."""
    return BarProgress() if can_draw_progress() else LineProgress()


def format_speed(passages: int, seconds: float) -> str:
    """Returns a speed such as "24/s"."""
    return f"{passages / seconds:,.0f}/s" if seconds > 0 else "0/s"
