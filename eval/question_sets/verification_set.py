"""Verification sets in the format of HaluEval's question answering: a passage, a question, a right and a made-up answer."""

from dataclasses import dataclass
from pathlib import Path

from assistant.eval.question_sets.json_lines import read_records, required_text
from assistant.eval.question_sets.question_set import Half, half_of

_EXPECTED = "give a file with a JSON object a line"


@dataclass(frozen=True, slots=True)
class AnswerPair:
    """A question with a right and a made-up answer.

    Attributes:
        knowledge: The passage that both answers cite.
        question: The question.
        right: An answer that the passage supports.
        made_up: An answer that it does not support.
    """

    knowledge: str
    question: str
    right: str
    made_up: str

    @property
    def half(self) -> Half:
        """The half that the pair belongs to, drawn by its question."""
        return half_of(self.question)


def read_verification_set(file: Path) -> tuple[AnswerPair, ...]:
    """Reads a verification set: lines of JSON with `knowledge`, `question`, `right_answer`, `hallucinated_answer`.

    Raises:
        UsageError: If the file cannot be read, or a line has another form.
    """
    return tuple(
        AnswerPair(
            knowledge=required_text(record, "knowledge", location),
            question=required_text(record, "question", location),
            right=required_text(record, "right_answer", location),
            made_up=required_text(record, "hallucinated_answer", location),
        )
        for location, record in read_records(file, _EXPECTED)
    )
