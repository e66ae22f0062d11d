"""Progress of an evaluation on stderr: a bar on a terminal, plain lines elsewhere."""

from types import TracebackType
from typing import TYPE_CHECKING

from assistant.cli.output import can_draw_progress, print_status
from assistant.cli.terminal_text import one_line

if TYPE_CHECKING:
    from rich.progress import TaskID

_QUESTIONS_BETWEEN_LINES = 100


class QuestionLines:
    """Prints a line every hundred questions of a system."""

    def __init__(self) -> None:
        self._system = ""
        self._total = 0
        self._done = 0

    def __enter__(self) -> "QuestionLines":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Does nothing."""

    def say(self, text: str) -> None:
        """Implements `RunProgress`."""
        print_status(text)

    def started(self, system: str, questions: int) -> None:
        """Implements `RunProgress`."""
        self._system, self._total, self._done = system, questions, 0

    def asked(self) -> None:
        """Implements `RunProgress`."""
        self._done += 1
        if self._done % _QUESTIONS_BETWEEN_LINES == 0 or self._done == self._total:
            print_status(f"{self._system}: asked {self._done} of {self._total}")


class QuestionBar:
    """Draws a bar for each system."""

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

    def __enter__(self) -> "QuestionBar":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the bars; they stay visible."""
        self._bar.stop()

    def say(self, text: str) -> None:
        """Implements `RunProgress`."""
        self._bar.console.print(one_line(text))

    def started(self, system: str, questions: int) -> None:
        """Implements `RunProgress`."""
        self._task = self._bar.add_task(system, total=questions)

    def asked(self) -> None:
        """Implements `RunProgress`."""
        if self._task is not None:
            self._bar.advance(self._task)


def question_progress() -> QuestionLines | QuestionBar:
    """Returns a bar if stderr is a terminal, else plain lines."""
    return QuestionBar() if can_draw_progress() else QuestionLines()
