"""A thread beside the work of a program, which runs until it is stopped."""

import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

_END_SECONDS = 3.0


class BackgroundThread(ABC):
    """A thread that runs for the duration of a `with` statement.

    Its work may be interrupted at any time: its end is waited for only a while.

    Args:
        name: The name of the thread.
        end_seconds: How long its end is waited for.
    """

    def __init__(self, name: str, end_seconds: float = _END_SECONDS) -> None:
        self._end_seconds = end_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the thread."""
        self._stop.set()
        self._thread.join(self._end_seconds)

    @abstractmethod
    def _run(self) -> None:
        """Works until `_stop` is set."""
