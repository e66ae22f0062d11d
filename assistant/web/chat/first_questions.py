"""The questions that the page offers before the first one is asked."""

import threading
from datetime import date

from assistant.assistant import Assistant


class FirstQuestions:
    """Finds them once for all readers, and again when the library or the day is another. Safe to use from several threads.

    Args:
        assistant: Over an opened library.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._found: list[str] = []
        self._found_for: tuple[int, date] | None = None

    def __call__(self) -> list[str]:
        """Questions, each of which the articles answer; there may be none."""
        with self._lock:
            now = self._assistant.library.catalog.generation(), date.today()
            if now != self._found_for:
                self._found, self._found_for = self._assistant.first_questions(as_of=now[1]), now
            return self._found
