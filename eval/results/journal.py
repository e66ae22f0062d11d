"""Journals the outcomes of a run, one line each, so that an interrupted run can be resumed."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ValidationError

from assistant.eval.results.result import Outcome


class _Line(BaseModel):
    run: str
    system: str
    outcome: Outcome


class Journal:
    """Outcomes by system and question.

    Args:
        file: The journal's file; None to keep nothing.
        run: Identifies the run. Outcomes of other runs are ignored.
    """

    def __init__(self, file: Path | None, run: str) -> None:
        self._file = file
        self._run = hashlib.sha256(run.encode()).hexdigest()
        self._outcomes = dict(self._read())

    def __len__(self) -> int:
        """Returns the number of outcomes that an earlier run left."""
        return len(self._outcomes)

    def outcome(self, system: str, question_id: str) -> Outcome | None:
        """Returns an outcome that an earlier run left; None if there is none."""
        return self._outcomes.get((system, question_id))

    def append(self, system: str, outcome: Outcome) -> None:
        """Writes an outcome to the file immediately."""
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(_Line(run=self._run, system=system, outcome=outcome).model_dump_json() + "\n")

    def _read(self) -> Iterator[tuple[tuple[str, str], Outcome]]:
        if self._file is None or not self._file.is_file():
            return
        for text in self._file.read_text("utf-8").splitlines():
            try:
                line = _Line.model_validate_json(text)
            except ValidationError:
                continue  # a run that was killed leaves an incomplete last line
            if line.run == self._run:
                yield (line.system, line.outcome.question_id), line.outcome


@contextmanager
def open_journal(file: Path | None, run: str) -> Iterator[Journal]:
    """Opens a journal; deletes it when the block ends without an error.

    Args:
        file: The journal's file; None to keep nothing.
        run: A text that changes with everything that changes an outcome.
    """
    yield Journal(file, run)
    if file is not None:
        file.unlink(missing_ok=True)
