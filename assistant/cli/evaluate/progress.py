"""How a run of questions tells that it goes on: a bar on a terminal, plain lines elsewhere, always on stderr."""

from types import TracebackType
from typing import TYPE_CHECKING

from assistant.cli.output import note, wants_a_bar
from assistant.cli.terminal_text import one_line

if TYPE_CHECKING:
    from rich.progress import TaskID

_SAY_EVERY = 100


class AskingLines:
    """A line for each system, and one every hundred questions."""

    def __init__(self) -> None:
        self._system = ""
        self._total = 0
        self._done = 0

    def __enter__(self) -> "AskingLines":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""

    def say(self, text: str) -> None:
        """See `RunProgress`."""
        note(text)

    def started(self, system: str, questions: int) -> None:
        """See `RunProgress`."""
        self._system, self._total, self._done = system, questions, 0

    def asked(self) -> None:
        """See `RunProgress`."""
        self._done += 1
        if self._done % _SAY_EVERY == 0 or self._done == self._total:
            note(f"{self._system}: asked {self._done} of {self._total}")


class AskingBar:
    """A bar for each system."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=Console(stderr=True, highlight=False, markup=False),
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "AskingBar":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the bars where they are."""
        self._bar.stop()

    def say(self, text: str) -> None:
        """See `RunProgress`."""
        self._bar.console.print(one_line(text))

    def started(self, system: str, questions: int) -> None:
        """See `RunProgress`."""
        self._task = self._bar.add_task(system, total=questions)

    def asked(self) -> None:
        """See `RunProgress`."""
        if self._task is not None:
            self._bar.advance(self._task)


def asking_progress() -> AskingLines | AskingBar:
    """A bar where stderr is a terminal, plain lines where it is not."""
    return AskingBar() if wants_a_bar() else AskingLines()
