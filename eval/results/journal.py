"""Journals the outcomes of a run, one line each, so that an interrupted run can be resumed."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from assistant.eval.results.result import QuestionOutcome

OutcomeT = TypeVar("OutcomeT", bound=QuestionOutcome)


class Journal(Generic[OutcomeT]):
    """Outcomes by system and question.

    Args:
        file: The journal's file; None to keep nothing.
        run: Identifies the run. Outcomes of other runs are ignored.
        outcome_type: The class of the outcomes.
    """

    def __init__(self, file: Path | None, run: str, outcome_type: type[OutcomeT]) -> None:
        self._file = file
        self._run = hashlib.sha256(run.encode()).hexdigest()
        self._outcome_type = outcome_type
        self._outcomes = dict(self._read())

    def __len__(self) -> int:
        """Returns the number of outcomes that an earlier run left."""
        return len(self._outcomes)

    def outcome(self, system: str, question_id: str) -> OutcomeT | None:
        """Returns an outcome that an earlier run left; None if there is none."""
        return self._outcomes.get((system, question_id))

    def append(self, system: str, outcome: OutcomeT) -> None:
        """Writes an outcome to the file immediately."""
        if self._file is not None:
            line = {"run": self._run, "system": system, "outcome": outcome.model_dump(mode="json")}
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(line) + "\n")

    def _read(self) -> Iterator[tuple[tuple[str, str], OutcomeT]]:
        if self._file is None or not self._file.is_file():
            return
        for text in self._file.read_text("utf-8").splitlines():
            try:
                line = json.loads(text)
                if line["run"] == self._run:
                    outcome = self._outcome_type.model_validate(line["outcome"])
                    yield (line["system"], outcome.question_id), outcome
            except (ValueError, KeyError, TypeError, ValidationError):
                continue  # a run that was killed leaves an incomplete last line


@contextmanager
def open_journal(file: Path | None, run: str, outcome_type: type[OutcomeT]) -> Iterator[Journal[OutcomeT]]:
    """Opens a journal; deletes it when the block ends without an error.

    Args:
        file: The journal's file; None to keep nothing.
        run: A text that changes with everything that changes an outcome.
        outcome_type: The class of the outcomes.
    """
    yield Journal(file, run, outcome_type)
    if file is not None:
        file.unlink(missing_ok=True)
