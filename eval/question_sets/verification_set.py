"""A set for the check: questions with what is known, a right answer and a made-up one, as HaluEval's question answering has them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.eval.question_sets.question_set import Half
from assistant.ingest.errors import UsageError

_FIELDS = ("knowledge", "question", "right_answer", "hallucinated_answer")


@dataclass(frozen=True, slots=True)
class AnswerPair:
    """One question with two answers.

    Attributes:
        knowledge: What is known: the passage that both answers cite.
        question: The question.
        right: The answer that the knowledge backs.
        made_up: One that it does not back.
    """

    knowledge: str
    question: str
    right: str
    made_up: str

    @property
    def half(self) -> Half:
        """The half it belongs to, drawn by its question: one half to choose by, the other to report on."""
        return "choose" if hashlib.sha256(self.question.encode()).digest()[0] % 2 == 0 else "report"


def read_verification_set(file: Path) -> tuple[AnswerPair, ...]:
    """Reads and checks a set: a JSON object a line with `knowledge`, `question`, `right_answer`, `hallucinated_answer`.

    Raises:
        UsageError: If it cannot be read, or a line is not such an object.
    """
    return tuple(_pairs(file))


def _pairs(file: Path) -> Iterator[AnswerPair]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{file} cannot be read ({reason}); give a file with a JSON object a line") from error
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{file}, line {number} is not JSON ({error})") from error
        missing = [field for field in _FIELDS if not isinstance(record, dict) or not isinstance(record.get(field), str)]
        if missing:
            raise UsageError(f"{file}, line {number} has no field {missing[0]!r}; it needs {', '.join(_FIELDS)}")
        yield AnswerPair(*(record[field] for field in _FIELDS))
