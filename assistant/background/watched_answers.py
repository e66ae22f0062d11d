"""Asks the standing questions again beside a server when articles have arrived, whoever added them."""

import logging

from assistant.background.periodic_thread import PeriodicThread
from assistant.standing_questions import StandingQuestions

INTERVAL_SECONDS = 15.0
_log = logging.getLogger(__name__)


class WatchedAnswers(PeriodicThread):
    """A thread that looks for changes of answers at intervals, for the duration of a `with` statement.

    Several processes may do this over one library: the first one that stores a new answer stores the change.

    Args:
        questions: The standing questions.
        interval_seconds: The time between two looks.
    """

    def __init__(self, questions: StandingQuestions, interval_seconds: float = INTERVAL_SECONDS) -> None:
        super().__init__(
            "standing questions",
            interval_seconds,
            _log,
            unable="the standing questions could not be asked",
            failed="asking the standing questions failed; it will be tried again",
        )
        self._questions = questions

    def _work(self) -> None:
        self._questions.check()
