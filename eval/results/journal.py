"""What a run has asked so far, a line an answer: a run that is stopped goes on where it was."""

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
        file: Where they are kept; None for nowhere.
        run: What is run: outcomes of anything else are no use.
    """

    def __init__(self, file: Path | None, run: str) -> None:
        self._file = file
        self._run = hashlib.sha256(run.encode()).hexdigest()
        self._known = dict(self._read())

    @property
    def known(self) -> int:
        """How many outcomes there are."""
        return len(self._known)

    def outcome(self, system: str, question_id: str) -> Outcome | None:
        """An outcome that is kept."""
        return self._known.get((system, question_id))

    def keep(self, system: str, outcome: Outcome) -> None:
        """Writes an outcome down at once."""
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
                continue  # the last line of a run that was killed while writing it
            if line.run == self._run:
                yield (line.system, line.outcome.question_id), line.outcome


@contextmanager
def open_journal(file: Path | None, run: str) -> Iterator[Journal]:
    """A journal that is thrown away when the run has ended well.

    Args:
        file: Where it is kept; None for a run that keeps none.
        run: What is run, in words that change with anything that changes an outcome.
    """
    yield Journal(file, run)
    if file is not None:
        file.unlink(missing_ok=True)
