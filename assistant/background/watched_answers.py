"""Asks the standing questions again beside a server when articles have arrived, whoever added them."""

import logging
import threading
from types import TracebackType

from assistant.ingest.errors import AssistantError
from assistant.standing_questions import StandingQuestions

INTERVAL_SECONDS = 15.0
_JOIN_SECONDS = 3.0
_log = logging.getLogger(__name__)


class WatchedAnswers:
    """A thread that looks for changes of answers at intervals, for the duration of a `with` statement.

    Several processes may do this over one library: the first one that stores a new answer stores the change.

    Args:
        questions: The standing questions.
        interval_seconds: The time between two looks.
    """

    def __init__(self, questions: StandingQuestions, interval_seconds: float = INTERVAL_SECONDS) -> None:
        self._questions = questions
        self._interval_seconds = interval_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="standing questions", daemon=True)

    def __enter__(self) -> "WatchedAnswers":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the thread. Does not wait for a running answer, which has no effect if it is interrupted."""
        self._stop.set()
        self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while not self._stop.wait(self._interval_seconds):
            try:
                self._questions.check()
            except AssistantError as error:  # the next round tries again
                if not self._stop.is_set():
                    _log.warning("the standing questions could not be asked: %s", error)
            except Exception:
                if not self._stop.is_set():
                    _log.exception("asking the standing questions failed; it will be tried again")
